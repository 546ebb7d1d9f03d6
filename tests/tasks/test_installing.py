"""Wherever Python is started, it imports the `celeryconfig` of the source."""

import subprocess
import sys
from pathlib import Path

import tasks


def test_the_installed_celeryconfig_is_the_source_and_not_a_copy(environment: Path) -> None:
    """If there were a copy in site-packages, Python would use it outside the repository, even when it is old."""
    command = [sys.executable, "-c", "import celeryconfig; print(celeryconfig.__file__)"]
    imported = subprocess.run(command, cwd=environment, capture_output=True, text=True, check=True).stdout.strip()
    assert Path(imported) == Path(tasks.__file__).parents[1] / "celeryconfig.py"
