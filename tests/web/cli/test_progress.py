"""Long work shows on a terminal how far it has come, and says nothing anywhere else."""

import sys
from pathlib import Path

import pytest

from tests.vocabulary.site import Site
from tests.web.cli.conftest import Run
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


def test_where_somebody_waits_a_pipe_gets_a_line_for_each_tenth(capsys: pytest.CaptureFixture[str]) -> None:
    with shown_progress(lines=True) as show:
        for doing in ("Reading", "Preparing"):
            for done in (0, 5, 9, 10, 57, 58, 100, 100):
                show(doing, done, 100)
    said = [f"{doing}: {percent} %" for doing in ("Reading", "Preparing") for percent in (0, 10, 57, 100)]
    assert capsys.readouterr() == ("", "".join(f"{line}\n" for line in said))


def test_long_commands_show_their_progress_on_a_terminal(
    site: Site, run: Run, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = site.maker.user().email
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    added = run("media", "add", clip, "--owner", owner, "--title", "A film")
    assert [*added.err.split(ERASE_LINE)] == ["", "Checking: 0 %", "Copying: 100 %", ""]
    swept = run("sweep", "--json")
    assert swept.err.startswith(f"{ERASE_LINE}Sweeping, ")
    assert swept.err.endswith(ERASE_LINE)
    assert swept.out.startswith("{")
