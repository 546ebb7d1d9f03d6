"""Five of the layouts of `tests/live_encoders` in a real browser; all of them are tried by its command."""

import subprocess
import sys
from pathlib import Path

import pytest

LAYOUTS = ["ffmpeg, fMP4", "ffmpeg, two languages", "AES-128", "hardware box", "written in place"]


@pytest.mark.long
@pytest.mark.timeout(300)
@pytest.mark.parametrize("words", LAYOUTS)
def test_a_layout_plays_and_plays_on_after_its_encoder_has_started_again(words: str, tmp_path: Path) -> None:
    """In a process of its own: the encoders and the site read the settings of another data folder."""
    command = [sys.executable, "-m", "tests.live_encoders", "Chromium", "--only", words, "--no-table"]
    run = subprocess.run(command, capture_output=True, text=True, timeout=280, check=False)
    assert run.returncode == 0, run.stderr
