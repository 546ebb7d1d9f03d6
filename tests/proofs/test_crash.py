"""A tenth of the kills (GUESTLINK_PROOF_SCALE), and an admission that is killed at every point, on both databases."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.proofs.scale import SCALE

pytestmark = [pytest.mark.long, pytest.mark.timeout(3600)]


def run_proof(scale: float, words: str = "") -> list[list[str]]:
    """The rows of its table. It has a process of its own, because it forks, and open connections would be shared."""
    root = Path(__file__).parents[2]
    command = [sys.executable, "-m", "tests.proofs.crash", str(scale), words]
    run = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    return [[cell.strip() for cell in line.strip("| \n").split("|")] for line in run.stdout.splitlines()[2:]]


@pytest.mark.usefixtures("postgresql")
def test_a_killed_admission_has_happened_completely_or_not_at_all_and_its_repeat_is_one_click() -> None:
    rows = run_proof(1, "last click")
    assert [row[0] for row in rows] == ["postgresql", "sqlite"]
    for _, _, points, happened, violations in rows:
        # Some kills came before it had happened, and some after.
        assert 0 < int(happened) < int(points)
        assert violations == "0"


@pytest.mark.usefixtures("postgresql")
def test_no_kill_leaves_anything_half_done() -> None:
    assert {row[4] for row in run_proof(SCALE)} == {"0"}
