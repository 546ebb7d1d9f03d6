"""Requests that two servers could read in two ways are refused, and their connection is closed (contract 6.52)."""

import logging
from collections.abc import Iterator

import pytest

from tests.vocabulary.front_server import front_server, port_of
from tests.vocabulary.raw import answers_on
from web.front.refusing import Message, Receive, Send
from web.pages.security import HEADERS

POST = b"POST / HTTP/1.1\r\nHost: x\r\n"
GET = b"GET / HTTP/1.1\r\nHost: x\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n"
# Somebody would take this for a request of its own if the one before it had another end.
HIDDEN = b"GET /hidden HTTP/1.1\r\nHost: x\r\n\r\n"


async def tell(scope: Message, receive: Receive, send: Send) -> None:
    """Answers with the path, the host and the body."""
    body, more = b"", True
    while more:
        message = await receive()
        body, more = body + message.get("body", b""), message.get("more_body", False)
    host = dict(scope["headers"]).get(b"host", b"none")
    content = b" ".join([scope["path"].encode(), host, body])
    head = [(b"content-length", str(len(content)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": head})
    await send({"type": "http.response.body", "body": content})


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with front_server(tell) as server:
        yield port_of(server)


UNCLEAR = {
    "length and chunks": POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "chunks and length": CHUNKED + b"Content-Length: 5\r\n\r\n0\r\n\r\n",
    "two lengths": POST + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
    "the same length twice": POST + b"Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
    "a list of lengths": POST + b"Content-Length: 5, 5\r\n\r\nhello",
    "a length with a sign": POST + b"Content-Length: +5\r\n\r\nhello",
    "a length of letters": POST + b"Content-Length: 0x5\r\n\r\nhello",
    "a length below zero": POST + b"Content-Length: -5\r\n\r\nhello",
    "a length beyond 64 bits": POST + b"Content-Length: 99999999999999999999999\r\n\r\nhello",
    "an empty length": POST + b"Content-Length: \r\n\r\nhello",
    "a folded line": GET + b"X: a\r\n b\r\n\r\n",
    "a folded coding": POST + b"Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
    "a folded first header": b"GET / HTTP/1.1\r\n Host: x\r\n\r\n",
    "a space before the colon": GET + b"X : a\r\n\r\n",
    "a space before the colon of a coding": POST + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
    "a bare CR": GET + b"X: a\rb\r\n\r\n",
    "a bare LF": GET + b"X: a\nY: b\r\n\r\n",
    "LF only": b"GET / HTTP/1.1\nHost: x\n\n",
    "NUL in a value": GET + b"X: a\0b\r\n\r\n",
    "NUL in a name": GET + b"X\0: a\r\n\r\n",
    "a control character": GET + b"X: a\x0bb\r\n\r\n",
    "no name": GET + b": a\r\n\r\n",
    "chunked, identity": POST + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
    "chunked twice": POST + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "identity": POST + b"Transfer-Encoding: identity\r\n\r\n0\r\n\r\n",
    "gzip, chunked": POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    "an unknown coding": POST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "a coding after a vertical tab": POST + b"Transfer-Encoding:\x0bchunked\r\n\r\n0\r\n\r\n",
    "chunks in HTTP/1.0": b"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "a chunk with LF only": CHUNKED + b"\r\n1\nx\r\n0\r\n\r\n",
    "a chunk with 0x": CHUNKED + b"\r\n0x1\r\nx\r\n0\r\n\r\n",
    "a chunk with a space": CHUNKED + b"\r\n1 \r\nx\r\n0\r\n\r\n",
    "a chunk that is longer": CHUNKED + b"\r\n1\r\nxx\r\n0\r\n\r\n",
    "an extension with LF only": CHUNKED + b"\r\n1;a\nx\r\n0\r\n\r\n",
    "an extension with a bare CR": CHUNKED + b"\r\n1;a\rx\r\nx\r\n0\r\n\r\n",
    "no host": b"GET / HTTP/1.1\r\n\r\n",
    "two hosts": GET + b"Host: x\r\n\r\n",
    "two other hosts": GET + b"host: y\r\n\r\n",
    "two hosts in HTTP/1.0": b"GET / HTTP/1.0\r\nHost: x\r\nHost: y\r\n\r\n",
    "an empty host": b"GET / HTTP/1.1\r\nHost:\r\n\r\n",
    "a host that only looks like IPv6": b"GET / HTTP/1.1\r\nHost: [::::]:80\r\n\r\n",
    "a host of two groups": b"GET / HTTP/1.1\r\nHost: [1:2]\r\n\r\n",
    "a target that only looks like IPv6": b"GET http://[::1.2.3.4.5]/ HTTP/1.1\r\nHost: x\r\n\r\n",
    "a host with a user": b"GET / HTTP/1.1\r\nHost: evil@x\r\n\r\n",
    "a host with a path": b"GET / HTTP/1.1\r\nHost: x/y\r\n\r\n",
    "two hosts in one": b"GET / HTTP/1.1\r\nHost: x, y\r\n\r\n",
    "a target with a user": b"GET http://x@evil/ HTTP/1.1\r\nHost: x\r\n\r\n",
    "a target of another kind": b"GET ftp://x/ HTTP/1.1\r\nHost: x\r\n\r\n",
    "a target without a slash": b"GET x HTTP/1.1\r\nHost: x\r\n\r\n",
    "the whole server, but no question about it": b"GET * HTTP/1.1\r\nHost: x\r\n\r\n",
    "CONNECT": b"CONNECT evil:443 HTTP/1.1\r\nHost: x\r\n\r\n",
    "HTTP/0.9": b"GET /\r\n\r\n",
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "HTTP/1.2": b"GET / HTTP/1.2\r\nHost: x\r\n\r\n",
}


@pytest.mark.parametrize("sent", UNCLEAR.values(), ids=UNCLEAR)
def test_an_unclear_request_is_400_and_nothing_behind_it_is_read(port: int, sent: bytes) -> None:
    [answer] = answers_on(port, sent + HIDDEN)
    assert answer.status == 400
    assert answer.headers.items() >= (HEADERS | {"Connection": "close", "Cache-Control": "no-store"}).items()
    assert len(answer.headers["X-Request-ID"]) == 32


CLEAR = {
    "an extension of a chunk": (CHUNKED + b"Connection: close\r\n\r\n1;a=b\r\nx\r\n0\r\n\r\n", b"/ x x"),
    "a host with a port": (b"GET / HTTP/1.1\r\nHost: x:80\r\nConnection: close\r\n\r\n", b"/ x:80 "),
    "an IPv6 host": (b"GET / HTTP/1.1\r\nHost: [::1]:80\r\nConnection: close\r\n\r\n", b"/ [::1]:80 "),
    "no host in HTTP/1.0": (b"GET / HTTP/1.0\r\n\r\n", b"/ none "),
    "a question about the whole server": (b"OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", b"/ x "),
    "spaces around a value": (GET + b"Connection:  close \r\n\r\n", b"/ x "),
    "blanks behind a host": (b"GET / HTTP/1.1\r\nHost: \t x \t \r\nConnection: close\r\n\r\n", b"/ x "),
    "a space behind a coding": (
        POST + b"Transfer-Encoding: chunked \r\nConnection: close\r\n\r\n1\r\nx\r\n0\r\n\r\n",
        b"/ x x",
    ),
}


@pytest.mark.parametrize(("sent", "told"), CLEAR.values(), ids=CLEAR)
def test_a_clear_request_is_answered(port: int, sent: bytes, told: bytes) -> None:
    [answer] = answers_on(port, sent)
    assert (answer.status, answer.content) == (200, told)


@pytest.mark.parametrize(
    ("target", "told"),
    [
        (b"http://evil/", b"/ evil "),
        (b"http://evil", b"/ evil "),
        (b"HTTP://EVIL:81/a?b", b"/a EVIL:81 "),
        (b"https://[::1]:8/a", b"/a [::1]:8 "),
        (b"//evil/", b"//evil/ x "),
    ],
)
def test_the_host_of_the_target_replaces_the_header(port: int, target: bytes, told: bytes) -> None:
    [answer] = answers_on(port, b"GET %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n" % target)
    assert (answer.status, answer.content) == (200, told)


@pytest.mark.parametrize("protocol", [b"h2c", b"websocket", b"foo/2, h2c"])
@pytest.mark.parametrize(
    "body", [b"Content-Length: 5\r\n\r\nhello", b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"]
)
@pytest.mark.parametrize("pieces", [1, 40])
def test_the_wish_for_another_protocol_is_ignored_and_the_body_kept(
    port: int, protocol: bytes, body: bytes, pieces: int, caplog: pytest.LogCaptureFixture
) -> None:
    """As RFC 9110, 7.8 allows. It is no reason for a warning."""
    caplog.set_level(logging.WARNING)
    wish = b"Connection: keep-alive, Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AA\r\nUpgrade: %s\r\n" % protocol
    sent = POST + wish + body + GET + b"Connection: Upgrade, close\r\nUpgrade: h2c\r\n\r\n"
    first, second = answers_on(port, sent, pieces=pieces)
    assert (first.status, first.content) == (200, b"/ x hello")
    assert (second.status, second.content) == (200, b"/ x ")
    assert caplog.records == []
