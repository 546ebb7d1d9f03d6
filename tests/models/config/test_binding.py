"""Where the web listens, and the address that browsers open for it (contract 7.19, 7.32)."""

from pathlib import Path

import pytest

from models.config.binding import address_of, bind_address, written
from models.config.settings import settings
from models.errors import Misconfigured
from tests.conftest import forget

EVERY = ("0.0.0.0", "::")


@pytest.mark.parametrize(
    ("text", "bind", "url"),
    [
        ("127.0.0.1:8000", "127.0.0.1:8000", "http://127.0.0.1:8000"),
        (" 127.0.0.1:08000\n", "127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("127.1:8000", "127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("127.0.0.1:80", "127.0.0.1:80", "http://127.0.0.1"),
        ("0.0.0.0:8000", "0.0.0.0:8000", "http://localhost:8000"),
        ("0:8000", "0.0.0.0:8000", "http://localhost:8000"),
        # As netstat and ss write it.
        (":::8000", "[::]:8000", "http://localhost:8000"),
        ("[::]:8000", "[::]:8000", "http://localhost:8000"),
        ("[0:0::0]:8000", "[::]:8000", "http://localhost:8000"),
        ("::1:8000", "[::1]:8000", "http://[::1]:8000"),
        ("[::ffff:127.0.0.1]:8000", "[::ffff:127.0.0.1]:8000", "http://[::ffff:7f00:1]:8000"),
        ("LocalHost:65535", "localhost:65535", "http://localhost:65535"),
        ("web_1:8000", "web_1:8000", "http://web_1:8000"),
    ],
)
def test_an_address_is_read_in_every_spelling(
    environment: Path, monkeypatch: pytest.MonkeyPatch, text: str, bind: str, url: str
) -> None:
    monkeypatch.setenv("GUESTLINK_BIND", text)
    monkeypatch.delenv("GUESTLINK_BASE_URL", raising=False)
    forget()
    assert (settings().bind, settings().base_url) == (bind, url)
    assert written(*bind_address(bind)) == bind, "it stays as it is"
    host, _port = bind_address(text)
    assert (host in EVERY) == address_of(text).startswith("http://localhost:8000")


@pytest.mark.parametrize(
    "text", ["8000", ":8000", "[]:8000", "x", "x:", "x:0", "x:00", "x:65536", "x:+1", "x:٣", "*:8000", "a b:1", "a/b:1"]
)
def test_anything_else_is_refused(environment: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """Port 0 would mean another port at each start."""
    monkeypatch.setenv("GUESTLINK_BIND", text)
    forget()
    with pytest.raises(Misconfigured, match="GUESTLINK_BIND must be HOST:PORT, like"):
        settings()


@pytest.mark.parametrize("bind", ["0.0.0.0:6000", "[fe80::1%eth0]:8000", "256.1.1.1:8000"])
def test_an_address_that_no_browser_opens_needs_a_base_url(
    environment: Path, monkeypatch: pytest.MonkeyPatch, bind: str
) -> None:
    monkeypatch.setenv("GUESTLINK_BIND", bind)
    monkeypatch.delenv("GUESTLINK_BASE_URL", raising=False)
    forget()
    with pytest.raises(Misconfigured, match=r"GUESTLINK_BIND must have a .* Or set GUESTLINK_BASE_URL"):
        settings()
    monkeypatch.setenv("GUESTLINK_BASE_URL", "https://media.example.org")
    forget()
    assert settings().bind == bind
