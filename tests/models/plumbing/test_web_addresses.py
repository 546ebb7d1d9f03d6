"""Addresses read as browsers read them: hosts in all their spellings, and what may be opened and allowed."""

import pytest

from models.plumbing.web_addresses import read, read_typed

HOSTS = {
    "http://127.1/": "127.0.0.1",
    "http://0x7f.0.0.1/": "127.0.0.1",
    "http://0X7F000001/": "127.0.0.1",
    "http://2130706433/": "127.0.0.1",
    "http://017700000001/": "127.0.0.1",
    "http://0177.0.0.01/": "127.0.0.1",
    "http://0/": "0.0.0.0",
    "http://127.0.0.1./": "127.0.0.1",
    "http://①②⑦.0.0.1/": "127.0.0.1",
    "http://127。0．0｡1/": "127.0.0.1",
    "http://%31%32%37.0.0.1/": "127.0.0.1",
    "http://[::ffff:127.0.0.1]/": "[::ffff:7f00:1]",
    "http://[0:0:0:0:0:0:0:1]/": "[::1]",
    "http://LOCALHOST/": "localhost",
    "http://ⓛocalhost/": "localhost",
    "http://e.org./": "e.org.",
    "http://bücher.example/": "xn--bcher-kva.example",
    "http://faß.example/": "xn--fa-hia.example",
    "http:\\\\e.org\\@f.org/": "e.org",
    "http://e.org#@f.org/": "e.org",
    "http://e.org:80/": "e.org",
    "http:e.org/": "e.org",
}


@pytest.mark.parametrize("text", HOSTS)
def test_a_host_has_one_spelling(text: str) -> None:
    address = read(text)
    assert address is not None
    assert (address.host, address.port) == (HOSTS[text], 80)


NONE = [
    "",
    "e.org",
    "ftp://e.org/",
    "file:///x",
    "data:,x",
    "javascript:1",
    "ws://e.org/",
    "http://",
    "http://e.org:x/",
]
NONE += [
    "http://e.org:65536/",
    "http://256.1.1.1/",
    "http://[::g]/",
    "http://a b/",
    "http://\ud800/",
    "http://xn--a\0/",
]


@pytest.mark.parametrize("text", NONE)
def test_anything_else_is_no_address(text: str) -> None:
    assert read(text) is None


def test_an_address_may_be_relative_to_another() -> None:
    base = "https://e.org/live/hd/index.m3u8?x#y"
    for text, meant in {
        "a.ts": "https://e.org/live/hd/a.ts",
        "../a b.ts": "https://e.org/live/a%20b.ts",
        "/a.ts": "https://e.org/a.ts",
        "//f.org/a.ts": "https://f.org/a.ts",
        "\\\\f.org\\a.ts": "https://f.org/a.ts",
        "http://f.org:8080/a.ts": "http://f.org:8080/a.ts",
    }.items():
        address = read(text, base)
        assert address is not None
        assert address.href == meant


def test_the_usual_port_is_not_part_of_an_origin() -> None:
    for text, origin in (("https://e.org:443/x", "https://e.org"), ("https://e.org:80/", "https://e.org:80")):
        address = read(text)
        assert address is not None
        assert address.origin == origin


def test_ports_of_other_services_and_names_of_users_are_not_opened() -> None:
    for text in ("http://e.org:0/", "http://e.org:25/", "http://e.org:6667/", "http://u@e.org/", "http://:p@e.org/"):
        address = read(text)
        assert address is not None
        assert not address.is_openable
    for text in ("http://e.org/", "http://e.org:8080/", "http://@e.org/"):
        address = read(text)
        assert address is not None
        assert address.is_openable


def test_nothing_that_means_something_in_a_policy_is_an_allowed_host() -> None:
    for host in ("e.org;script-src", "e.org,f.org", "*", "*.e.org", "'self'", "[::1]", "a..b", "-e.org", "e.org$"):
        address = read(f"http://{host}/")
        assert address is None or not address.is_nameable, host
    for host in ("e.org", "e.org.", "a_b.e.org", "127.0.0.1", "bücher.example", "intranet"):
        address = read(f"http://{host}/")
        assert address is not None
        assert address.is_nameable, host


def test_what_is_typed_needs_no_scheme() -> None:
    for text, meant in {
        "e.org/x": "https://e.org/x",
        " e.org:8080/x": "https://e.org:8080/x",
        "http://e.org/x": "http://e.org/x",
        "//e.org/x": "https://e.org/x",
        "localhost:99": "https://localhost:99/",
    }.items():
        address = read_typed(text)
        assert address is not None
        assert address.href == meant
    for text in ("javascript:alert(1)", "mailto:a@e.org", "about:blank", "C:/x", "zoommtg://zoom.us/x"):
        assert read_typed(text) is None
