"""What `guestlink up` prints, and where it listens."""

from pathlib import Path

import click
import pytest

from tests.vocabulary.waiting import free_port
from web.cli.tree.up import _free_bind, own_command


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


@pytest.mark.parametrize("host", ["127.0.0.1", "0", "::", "[::1]"])
def test_the_address_is_passed_on_in_one_spelling(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    """The parts make addresses of it."""
    port = free_port()
    monkeypatch.setenv("GUESTLINK_BIND", f"{host}:{port}")
    usual = {"0": "0.0.0.0", "::": "[::]"}.get(host, host)
    assert _free_bind(demo=False) == f"{usual}:{port}"


@pytest.mark.parametrize("bind", ["127.0.0.1:0", "8000", "x:65536", "*:8000"])
def test_an_address_that_is_none_is_refused_as_in_the_settings(monkeypatch: pytest.MonkeyPatch, bind: str) -> None:
    monkeypatch.setenv("GUESTLINK_BIND", bind)
    with pytest.raises(click.ClickException, match="GUESTLINK_BIND must be HOST:PORT"):
        _free_bind(demo=False)
