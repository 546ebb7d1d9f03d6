"""Addresses in the settings: the site's own, with which every link begins, and that of the database."""

from pathlib import Path

import pytest

from models.config.settings import settings
from models.errors import Misconfigured
from models.plumbing.database import make_engine
from tests.conftest import forget


@pytest.mark.parametrize("url", ["https://media.example.org", "http://10.1.2.3:8080/", "https://[2001:db8::1]:8443"])
def test_an_origin_is_taken(environment: Path, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("GUESTLINK_BASE_URL", url)
    forget()
    assert settings().base_url == url.rstrip("/")


@pytest.mark.parametrize("behind", ["/media", "?x=1", "#top", ":99999", ":0", ":port"])
def test_anything_but_an_origin_is_refused(environment: Path, monkeypatch: pytest.MonkeyPatch, behind: str) -> None:
    monkeypatch.setenv("GUESTLINK_BASE_URL", f"https://media.example.org{behind}")
    forget()
    with pytest.raises(Misconfigured, match="GUESTLINK_BASE_URL: must be an address without a path"):
        settings()


def test_an_address_with_a_password_is_refused(environment: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUESTLINK_BASE_URL", "https://user:word@media.example.org")
    forget()
    with pytest.raises(Misconfigured, match="GUESTLINK_BASE_URL"):
        settings()


@pytest.mark.parametrize("url", ["nonsense", "mysql://127.0.0.1/guestlink", "postgresql+psycopg://127.0.0.1:x/y"])
def test_a_database_of_another_kind_is_refused_in_one_line(url: str) -> None:
    with pytest.raises(Misconfigured, match="GUESTLINK_DATABASE_URL must be"):
        make_engine(url)


def test_an_env_file_that_is_not_text_is_named(environment: Path) -> None:
    # In the working folder of the tests.
    (environment / ".env").write_bytes(b"GUESTLINK_TIMEZONE=\xff")
    forget()
    with pytest.raises(Misconfigured, match=r"\.env"):
        settings()
