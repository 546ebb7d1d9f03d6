"""What `guestlink up` prints."""

from pathlib import Path

import pytest

from web.cli.tree.up import own_command


@pytest.mark.parametrize(
    ("called", "printed"),
    [
        ("{folder}/.venv/bin/guestlink", ".venv/bin/guestlink"),
        ("/opt/guestlink/bin/guestlink", "/opt/guestlink/bin/guestlink"),
        ("{folder}/web/cli/run.py", "guestlink"),
    ],
)
def test_a_command_that_is_printed_can_be_pasted(
    called: str, printed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert own_command(called.format(folder=tmp_path)) == printed
