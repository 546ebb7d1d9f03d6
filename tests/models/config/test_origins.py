"""Addresses in the settings: the site's own, with which every link begins, and that of the database."""

from pathlib import Path

import pytest

from models.config.settings import settings
from models.errors import Misconfigured
from models.plumbing.database import make_engine
from tests.conftest import forget

HOST = "xn--bcher-kva.example"


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://media.example.org", "https://media.example.org"),
        ("http://10.1.2.3:8080/", "http://10.1.2.3:8080"),
        ("https://[2001:db8::1]:8443", "https://[2001:db8::1]:8443"),
        ("https://[2001:DB8:0::0:1]", "https://[2001:db8::1]"),
        ("HTTPS://Media.Example.ORG//", "https://media.example.org"),
        ("https://media.example.org:443", "https://media.example.org"),
        ("http://media.example.org:80/", "http://media.example.org"),
        ("http://media.example.org:443", "http://media.example.org:443"),
        ("https://media.example.org.", "https://media.example.org"),
        ("https://media.example.org:", "https://media.example.org"),
        ("https://media.example.org?", "https://media.example.org"),
        ("http://web_1:8000", "http://web_1:8000"),
        *((f"https://{name}", f"https://{HOST}") for name in ("bücher.example", "BÜCHER.example", HOST)),
        ("https://bu\u0308cher。example:8443/", f"https://{HOST}:8443"),
        ("https://straße.example", "https://xn--strae-oqa.example"),
        *(
            (f" {url}", "https://x.example")
            for url in ("https://x.example ", "https://x.example\r\n", "https://x.example\u00a0")
        ),
        ("https://192.168.01.5", "https://192.168.1.5"),
        ("https://127.1", "https://127.0.0.1"),
        ("https://1.2.3", "https://1.2.0.3"),
        ("http://10.1:8080", "http://10.0.0.1:8080"),
        ("https://0x7f.1", "https://127.0.0.1"),
        ("https://[::ffff:127.0.0.1]", "https://[::ffff:7f00:1]"),
    ],
    ids=ascii,
)
def test_an_origin_is_taken_as_browsers_write_it(
    environment: Path, monkeypatch: pytest.MonkeyPatch, url: str, origin: str
) -> None:
    monkeypatch.setenv("GUESTLINK_BASE_URL", url)
    forget()
    assert settings().base_url == origin


@pytest.mark.parametrize("behind", ["/media", "?x=1", "#top", ":99999", ":0", ":port"])
def test_anything_but_an_origin_is_refused(environment: Path, monkeypatch: pytest.MonkeyPatch, behind: str) -> None:
    monkeypatch.setenv("GUESTLINK_BASE_URL", f"https://media.example.org{behind}")
    forget()
    with pytest.raises(Misconfigured, match="GUESTLINK_BASE_URL must be an address without a path"):
        settings()


@pytest.mark.parametrize(
    "host",
    [
        *("a..b", "☃.example", "-ü.example", "ü" * 70 + ".example", "a b.example", "b%C3%BCcher.example", "media,org"),
        *("256.1.1.1", "1.2.3.4.5", "a.1", "1.2.3.08", "0x7g.1.0x"),
        *("[fe80::1%eth0]", "x" * 64 + ".example", ".example.org", "-x.example", "media.example.org\\x"),
    ],
    ids=ascii,
)
def test_a_host_that_no_browser_can_use_is_refused_in_words(
    environment: Path, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    monkeypatch.setenv("GUESTLINK_BASE_URL", f"https://{host}")
    forget()
    with pytest.raises(Misconfigured, match="GUESTLINK_BASE_URL must have a host name that browsers can use"):
        settings()


@pytest.mark.parametrize("port", [6000, 6666, 10080])
def test_a_port_that_browsers_refuse_is_refused_for_the_site_alone(
    environment: Path, monkeypatch: pytest.MonkeyPatch, port: int
) -> None:
    """The doctor may ask there."""
    url = f"http://web:{port}"
    monkeypatch.setenv("GUESTLINK_WEB_URL", url)
    forget()
    assert settings().web_url == url
    monkeypatch.setenv("GUESTLINK_BASE_URL", url)
    forget()
    with pytest.raises(Misconfigured, match="GUESTLINK_BASE_URL must have a port that browsers open"):
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
