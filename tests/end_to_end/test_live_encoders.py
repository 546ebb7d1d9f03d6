"""Layouts of `tests/live_encoders` in a real browser. CI tries four of them; with a scale of 1 it is all."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.live_encoders.layouts import LAYOUTS
from tests.proofs.scale import SCALE, scaled

# Those that differ most come first.
FIRST = ["ffmpeg, fMP4", "ffmpeg, two languages", "ffmpeg, AES-128 with a key file", "written in place, slowly"]
NAMES = [*FIRST, *(layout.name for layout in LAYOUTS if layout.name not in FIRST)]
TRIED = NAMES[: scaled(len(NAMES), SCALE, least=len(FIRST))]
# For each four that are watched at once, and the start of the site.
SECONDS = 140 * (1 + len(TRIED) // 4)


@pytest.mark.long
@pytest.mark.timeout(SECONDS + 20)
def test_layouts_play_and_play_on_after_their_encoders_have_started_again(tmp_path: Path) -> None:
    """In a process of its own: the encoders and the site read the settings of another data folder."""
    command = [sys.executable, "-m", "tests.live_encoders", "Chromium", "--no-table"]
    command += [option for name in TRIED for option in ("--only", name)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert run.returncode == 0, run.stderr
    assert [name for name in TRIED if name not in run.stderr] == []
