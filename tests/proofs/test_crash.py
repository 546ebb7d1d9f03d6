"""A tenth of the kills (GUESTLINK_PROOF_SCALE), and an admission killed at every point, on both databases."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.long
SCALE = os.environ.get("GUESTLINK_PROOF_SCALE", "0.1")


def killed(scale: str, word: str = "") -> list[list[str]]:
    """The lines of the table, in a process of its own: it forks, and what this one has open is no part of it."""
    root = Path(__file__).parents[2]
    command = [sys.executable, "-m", "tests.proofs.crash", scale, word]
    run = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    return [[cell.strip() for cell in line.strip("| \n").split("|")] for line in run.stdout.splitlines()[2:]]


@pytest.mark.usefixtures("postgresql")
def test_an_admission_killed_at_any_point_is_whole_or_not_there_and_its_repeat_is_one_click() -> None:
    lines = killed("1", "last click")
    assert [line[0] for line in lines] == ["postgresql", "sqlite"]
    for _, _, points, happened, violations in lines:
        # Some kills came before it had happened, and some after.
        assert 0 < int(happened) < int(points)
        assert violations == "0"


@pytest.mark.timeout(3600)
@pytest.mark.usefixtures("postgresql")
def test_no_kill_leaves_anything_half_done() -> None:
    assert {line[4] for line in killed(SCALE)} == {"0"}
