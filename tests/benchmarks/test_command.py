"""The command itself, in its shortest form."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.topology.servers import clean_environment

ROOT = Path(__file__).parents[2]
NAMES = ("generator", "pages", "admit")


@pytest.mark.long
@pytest.mark.timeout(900)
def test_a_quick_run_agrees_with_the_database() -> None:
    only = [part for name in NAMES for part in ("--only", name)]
    command = [sys.executable, "-m", "tests.benchmarks", "--quick", *only]
    done = subprocess.run(command, cwd=ROOT, env=clean_environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    for work in ("GET of a link, one web", "POST that admits on a hot link, SQLite", "`admit()` alone", "reload"):
        assert f"| {work}" in done.stdout
    assert "WRONG" not in done.stdout
