"""Fetching as a page of ours would: redirects, what the server allows, and bounds on time and size (contract 9.20)."""

import gzip
import socket
import time
import zlib
from http.server import BaseHTTPRequestHandler

import pytest

from models.plumbing.fetching import refusals
from models.plumbing.fetching.following import MOST_BYTES, Fetched, fetch
from models.plumbing.fetching.refusals import CannotFetch
from models.plumbing.web_addresses import read
from tests.vocabulary.elsewhere import ALLOWED, PLAYLIST, Elsewhere

HERE = "http://media.example.org"


def fetched(url: str, *, seconds: float = 5, page_origin: str = HERE, head_only: bool = False) -> Fetched:
    address = read(url)
    assert address is not None
    return fetch(address, page_origin, until=time.monotonic() + seconds, head_only=head_only)


def refusal(url: str, **named: object) -> str:
    with pytest.raises(CannotFetch) as refused:
        fetched(url, **named)  # type: ignore[arg-type]
    return str(refused.value)


def test_what_is_there_is_fetched_as_a_script_of_ours_would(
    elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    found = fetched(elsewhere.put("/a b.m3u8?x=1&y=%20".replace(" ", "%20")))
    assert (found.body, found.is_allowed) == (PLAYLIST.encode(), True)
    ((path, headers),) = elsewhere.server.asked
    assert path == "/a%20b.m3u8?x=1&y=%20"
    assert headers["Origin"] == HERE
    assert headers["Host"] == elsewhere.origin.removeprefix("http://")
    assert not {"Cookie", "Authorization", "Referer"} & set(headers)


def test_cookies_are_not_kept(elsewhere: Elsewhere) -> None:
    url = elsewhere.redirect("/x", "/y", {**ALLOWED, "Set-Cookie": "a=b"})
    elsewhere.put("/y")
    fetched(url)
    assert "Cookie" not in elsewhere.server.asked[-1][1]


# What a server says about other sites, and whether that allows ours.
SAID = [({}, False), ({"Access-Control-Allow-Origin": "*"}, True), ({"Access-Control-Allow-Origin": HERE}, True)]
SAID += [({"Access-Control-Allow-Origin": wrong}, False) for wrong in ("null", "", f"{HERE}/", "https://e.org")]
SAID += [
    ({"Access-Control-Allow-Origin": f"{HERE}, https://e.org"}, False),
    ({"access-control-allow-origin": "*"}, True),
]
SAID += [({"Access-Control-Allow-Origin": HERE.upper()}, False)]


@pytest.mark.parametrize(("headers", "is_allowed"), SAID)
def test_our_pages_are_allowed_by_star_or_by_their_origin(
    elsewhere: Elsewhere, headers: dict[str, str], *, is_allowed: bool
) -> None:
    assert fetched(elsewhere.put("/x", headers=headers)).is_allowed is is_allowed


def test_a_server_of_our_own_origin_need_not_allow_it(elsewhere: Elsewhere) -> None:
    assert fetched(elsewhere.put("/x", headers={}), page_origin=elsewhere.origin).is_allowed


def test_each_address_on_the_way_counts_and_must_allow_our_pages(elsewhere: Elsewhere) -> None:
    last = elsewhere.put("/last")
    found = fetched(elsewhere.redirect("/first", f"{elsewhere.other_origin}/last"))
    assert [address.href for address in found.passed] == [
        f"{elsewhere.origin}/first",
        last.replace(elsewhere.origin, elsewhere.other_origin),
    ]
    assert found.is_allowed
    assert [headers["Origin"] for _, headers in elsewhere.server.asked] == [HERE, "null"], "as browsers do"
    assert not fetched(elsewhere.redirect("/first", "/last", {})).is_allowed


def test_who_was_led_from_another_server_is_nobody_in_particular(elsewhere: Elsewhere) -> None:
    """After a redirect between two other servers, browsers say `null`. So the origin of our pages is no answer."""
    elsewhere.put("/last", headers={"Access-Control-Allow-Origin": HERE})
    assert not fetched(elsewhere.redirect("/first", f"{elsewhere.other_origin}/last")).is_allowed
    assert fetched(elsewhere.redirect("/first", "/last")).is_allowed, "within one server they do not"


def test_five_redirects_are_followed_and_a_sixth_is_not(elsewhere: Elsewhere) -> None:
    elsewhere.put("/0")
    for number in range(1, 7):
        elsewhere.redirect(f"/{number}", f"/{number - 1}")
    assert len(fetched(f"{elsewhere.origin}/5").passed) == 6
    assert refusal(f"{elsewhere.origin}/6") == refusals.REDIRECTS
    assert elsewhere.asked[-6:] == ["/6", "/5", "/4", "/3", "/2", "/1"]


INTO = [
    "http://10.0.0.1/",
    "http://[::1]/",
    "//169.254.169.254/latest/",
    "http://0xa000001/",
    "http:\\\\[::ffff:a00:1]\\",
]


@pytest.mark.parametrize("target", INTO)
def test_a_redirect_into_a_private_network_is_refused(elsewhere: Elsewhere, target: str) -> None:
    assert refusal(elsewhere.redirect("/x", target)) == refusals.PRIVATE


@pytest.mark.parametrize(
    "target", ["ftp://e.org/", "javascript:1", "http://u:p@e.org/", "http://e.org:25/", "http://[/"]
)
def test_a_redirect_to_what_browsers_do_not_open_is_refused(elsewhere: Elsewhere, target: str) -> None:
    assert refusal(elsewhere.redirect("/x", target)) == refusals.NOT_OPENED


@pytest.mark.parametrize("status", [204, 206, 400, 401, 403, 404, 410, 429, 500, 503])
def test_any_other_status_is_told(elsewhere: Elsewhere, status: int) -> None:
    assert refusal(elsewhere.put("/x", "", status=status)) == f"That server answers with the error {status}."


def test_pages_of_https_load_nothing_over_http(elsewhere: Elsewhere) -> None:
    assert refusal(elsewhere.put("/x"), page_origin="https://media.example.org") == refusals.MIXED
    assert elsewhere.asked == []


def test_two_mebibytes_are_read_and_a_byte_more_is_not(elsewhere: Elsewhere) -> None:
    assert len(fetched(elsewhere.put("/x", "x" * MOST_BYTES)).body) == MOST_BYTES
    assert refusal(elsewhere.put("/y", "x" * (MOST_BYTES + 1))) == refusals.TOO_LARGE
    assert fetched(f"{elsewhere.origin}/y", head_only=True).body == b""


@pytest.mark.parametrize("size", [10, MOST_BYTES, MOST_BYTES + 1, 16 * 1024**2])
def test_a_packed_answer_is_unpacked_up_to_the_same_size(elsewhere: Elsewhere, size: int) -> None:
    url = elsewhere.put("/x", headers={**ALLOWED, "Content-Encoding": "gzip"})
    elsewhere.server.pages["/x"].body = gzip.compress(b"x" * size)
    if size <= MOST_BYTES:
        assert fetched(url).body == b"x" * size
    else:
        assert refusal(url) == refusals.TOO_LARGE


def endless(handler: BaseHTTPRequestHandler, piece: bytes, pause: float) -> None:
    until = time.monotonic() + 3
    while time.monotonic() < until:
        handler.wfile.write(piece)
        handler.wfile.flush()
        time.sleep(pause)


def test_a_packed_answer_ends_as_soon_as_it_is_too_large(elsewhere: Elsewhere) -> None:
    begun, packing = time.monotonic(), zlib.compressobj(wbits=zlib.MAX_WBITS | 16)
    packed = packing.compress(b"x" * 4 * MOST_BYTES) + packing.flush(zlib.Z_SYNC_FLUSH)

    def write(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(packed)
        handler.wfile.flush()
        # The rest of it never comes.
        time.sleep(3)

    url = elsewhere.put("/x", headers={**ALLOWED, "Content-Encoding": "gzip"}, write=write)
    assert refusal(url, seconds=2.5) == refusals.TOO_LARGE
    assert time.monotonic() - begun < 2


def test_a_slow_answer_ends_when_the_time_is_over(elsewhere: Elsewhere) -> None:
    url = elsewhere.put("/x", write=lambda handler: endless(handler, b"#\n", 0.02))
    begun = time.monotonic()
    assert refusal(url, seconds=0.3) == refusals.TOO_SLOW
    assert time.monotonic() - begun < 1


def test_an_endless_answer_ends_at_the_size(elsewhere: Elsewhere) -> None:
    url = elsewhere.put("/x", write=lambda handler: endless(handler, b"#" * 65536, 0))
    assert refusal(url) == refusals.TOO_LARGE


@pytest.mark.parametrize(
    ("begin", "piece", "sentence"),
    [
        (b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n", refusals.TOO_SLOW),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n", refusals.TOO_SLOW),
        (b"HTTP/1.1 200 OK\r\nX: " + b"a" * 80_000, b"a", refusals.GARBLED),
        (b"SSH-2.0-OpenSSH_9\r\n", b"", refusals.GARBLED),
        (b"HTTP/1.1 302 Found\r\n\r\n", b"", refusals.GARBLED),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Encoding: br\r\n\r\n12345", b"", refusals.GARBLED),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Encoding: gzip\r\n\r\n12345", b"", refusals.GARBLED),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", b"", refusals.GARBLED),
    ],
)
def test_whatever_a_server_sends_is_told_in_words(
    elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch, begin: bytes, piece: bytes, sentence: str
) -> None:
    def talk(page: object, handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(begin)
        if piece:
            endless(handler, piece, 0.02)

    url = elsewhere.put("/x")
    monkeypatch.setattr(type(elsewhere.server.pages["/x"]), "send", talk)
    begun = time.monotonic()
    assert refusal(url, seconds=0.5) == sentence
    assert time.monotonic() - begun < 1


@pytest.mark.usefixtures("elsewhere")
def test_a_server_that_is_not_there_does_not_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert refusal(f"http://127.0.0.1:{port}/x") == refusals.NO_ANSWER
