"""Wherever one stands, the parts read the settings that are in the source."""

import subprocess
import sys
from pathlib import Path

import tasks


def test_the_installed_celeryconfig_is_the_source_and_no_copy(environment: Path) -> None:
    """A copy in site-packages wins over the source elsewhere than in the repository, and goes stale in silence."""
    command = [sys.executable, "-c", "import celeryconfig; print(celeryconfig.__file__)"]
    found = subprocess.run(command, cwd=environment, capture_output=True, text=True, check=True).stdout.strip()
    assert Path(found) == Path(tasks.__file__).parents[1] / "celeryconfig.py"
