"""Long work shows on a terminal how far it has come, and says nothing anywhere else."""

import sys

import pytest

from web.cli.progress import ERASE_LINE, shown_progress


def test_a_terminal_shows_each_percent_once_and_is_clean_afterwards(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with shown_progress() as show:
        for done in (0, 1, 500, 505, 1000, 1001):
            show("Copying", done, 1000)
        show("Ending", 0, 0)
    out, err = capsys.readouterr()
    assert out == ""
    assert err.split(ERASE_LINE) == ["", "Copying: 0 %", "Copying: 50 %", "Copying: 100 %", "Ending: 0 %", ""]


def test_a_pipe_gets_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with shown_progress() as show:
        show("Copying", 1, 2)
    assert capsys.readouterr() == ("", "")
