"""Recordings of many kinds go in, and each plays in a browser to its end, or is refused in words. Ten of them here."""

import subprocess
import sys
from pathlib import Path

import pytest

from models.recordings.refusals import SENTENCES
from tests.corpus.corpus import KINDS

TEN = [kind for kind in KINDS if kind.in_ci]


def test_there_are_many_kinds_and_ten_of_them_are_for_ci() -> None:
    assert len({kind.name for kind in KINDS}) == len(KINDS) >= 40
    assert len(TEN) == 10
    assert any(kind.refusal for kind in TEN)


def test_each_refusal_is_one_of_ours() -> None:
    beginnings = {sentence.partition("%")[0] for sentence in SENTENCES}
    refusals = {kind.refusal for kind in KINDS if kind.refusal}
    assert {refusal for refusal in refusals if not refusal.startswith(tuple(beginnings))} == set()


@pytest.mark.long
@pytest.mark.timeout(1200)
def test_ten_recordings_go_in_and_play() -> None:
    """In a process of its own, because a browser of other tests may belong to this one."""
    root = Path(__file__).parents[2]
    run = subprocess.run(
        [sys.executable, "-m", "tests.corpus", "ci"], cwd=root, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
    rows = [line.strip("| ").split(" | ") for line in run.stdout.splitlines() if line.startswith("| ")][1:]
    assert [row[0] for row in rows] == [kind.name for kind in TEN]
    assert [row[-1].strip(" |") for row in rows] == ["-"] * len(TEN)
