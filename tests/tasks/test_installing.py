"""In every folder, Python imports the `celeryconfig` of the source."""

import subprocess
import sys
from pathlib import Path

import tasks


def test_the_installed_celeryconfig_is_the_source_and_not_a_copy(environment: Path) -> None:
    """Outside the repository a copy in site-packages would be used, and nobody would notice that it is old."""
    command = [sys.executable, "-c", "import celeryconfig; print(celeryconfig.__file__)"]
    imported = subprocess.run(command, cwd=environment, capture_output=True, text=True, check=True).stdout.strip()
    assert Path(imported) == Path(tasks.__file__).parents[1] / "celeryconfig.py"
