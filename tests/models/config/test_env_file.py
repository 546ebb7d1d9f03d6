"""A line of `.env` that cannot be read is refused: its setting would silently be a default (contract 7.25)."""

from pathlib import Path

import pytest

from models.config.env_file import given
from models.config.settings import settings
from models.errors import Misconfigured
from tests.conftest import forget

UNREADABLE = [
    'GUESTLINK_OIDC_NAME="hush',
    "GUESTLINK_OIDC_NAME='hush",
    "GUESTLINK_OIDC_NAME='it's hush'",
    'GUESTLINK_OIDC_NAME="hush"er',
    "GUESTLINK_OIDC_NAME: hush",
    "set GUESTLINK_OIDC_NAME=hush",
    "GUESTLINK OIDC_NAME=hush",
    "=hush",
]
READABLE = [
    'GUESTLINK_OIDC_NAME="Our Keycloak"  # the old one',
    "export GUESTLINK_OIDC_NAME='Our Keycloak'",
    " guestlink_oidc_name = Our Keycloak",
]


@pytest.mark.parametrize("line", UNREADABLE)
@pytest.mark.parametrize(("before", "number"), [("", 1), ("# ours\nGUESTLINK_SESSION_DAYS=7\n\n\n", 5)])
def test_a_line_that_cannot_be_read_is_named_and_not_quoted(
    environment: Path, line: str, before: str, number: int
) -> None:
    (environment / ".env").write_text(f"{before}{line}\nGUESTLINK_TIMEZONE=Europe/Berlin\n")
    forget()
    for read in (settings, lambda: given("GUESTLINK_DATA")):
        with pytest.raises(Misconfigured, match=rf"The file \.env .*: line {number} cannot be read") as refused:
            read()
        assert "hush" not in str(refused.value)


@pytest.mark.parametrize("line", READABLE)
@pytest.mark.parametrize("end", ["\n", "\r\n", ""])
def test_what_can_be_read_means_the_same_to_up_and_to_every_other_command(
    environment: Path, line: str, end: str
) -> None:
    (environment / ".env").write_bytes(f"# ours{end or chr(10)}{line}{end}".encode())
    forget()
    assert (settings().oidc_name, given("GUESTLINK_OIDC_NAME")) == ("Our Keycloak", "Our Keycloak")


def test_the_environment_wins_unless_it_is_blank(environment: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (environment / ".env").write_text("GUESTLINK_OIDC_NAME=Ours\n")
    for value, counts in (("Theirs", "Theirs"), ("", "Ours")):
        monkeypatch.setenv("guestlink_oidc_name", value)
        forget()
        assert (settings().oidc_name, given("GUESTLINK_OIDC_NAME")) == (counts, counts)


def test_a_file_that_is_not_text_is_named(environment: Path) -> None:
    (environment / ".env").write_bytes(b"GUESTLINK_TIMEZONE=\xff")
    forget()
    with pytest.raises(Misconfigured, match=r"The file \.env .* must be UTF-8 text"):
        settings()
