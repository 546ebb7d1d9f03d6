"""Bounds on size and time, and answers that are garbled (contract 9.20)."""

import gzip
import time
import zlib
from http.server import BaseHTTPRequestHandler

import pytest

from models.plumbing.fetching import refusals
from models.plumbing.fetching.following import MOST_BYTES
from tests.models.plumbing.fetching.fetches import fetched, refusal
from tests.vocabulary.elsewhere import ALLOWED, Elsewhere


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
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Encoding: gzip\r\n\r\n12345", b"", refusals.GARBLED),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Encoding: deflate\r\n\r\n12345", b"", refusals.GARBLED),
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
