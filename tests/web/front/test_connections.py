"""What a client may send before its request is one: bounded in bytes, in time, and in number for each address."""

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from tests.vocabulary.front_server import front_server, port_of
from tests.vocabulary.raw import is_closed
from tests.vocabulary.waiting import wait_until
from web.front import waiting_heads
from web.front.bodies import sender_left
from web.front.refusing import Message, Receive, Send
from web.front.waiting_heads import MAX_HEAD_BYTES, MAX_WAITING

KEPT_ALIVE = b"GET / HTTP/1.1\r\nHost: x\r\n"
HOST = KEPT_ALIVE + b"Connection: close\r\n"


async def echo(_scope: Message, receive: Receive, send: Send) -> None:
    """Answers with the length of the body."""
    length, more = 0, True
    while more:
        message = await receive()
        length, more = length + len(message.get("body", b"")), message.get("more_body", False)
    content = str(length).encode()
    head = [(b"content-length", str(len(content)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": head})
    await send({"type": "http.response.body", "body": content})


@pytest.fixture
def port() -> Iterator[int]:
    with front_server(echo) as server:
        yield port_of(server)


def opened(port: int, sent: bytes = b"") -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), timeout=20)
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        connection.sendall(sent)
    return connection


def answer(connection: socket.socket) -> bytes:
    """All that comes until the server closes. A reset counts as the end."""
    received = b""
    with contextlib.suppress(ConnectionResetError):
        while chunk := connection.recv(65536):
            received += chunk
    return received


@pytest.mark.parametrize("fields", [1, 8, 300])
def test_32_kib_of_headers_work(port: int, fields: int) -> None:
    padding = b"".join(b"X-%d: %s\r\n" % (number, b"a" * (31 * 1024 // fields)) for number in range(fields))
    assert b" 200 " in answer(opened(port, HOST + padding[: 31 * 1024].rpartition(b"\r\n")[0] + b"\r\n\r\n"))


ENDLESS = {
    "one header": HOST + b"X: " + b"a" * 4 * MAX_HEAD_BYTES,
    "many headers": HOST + b"X: a\r\n" * MAX_HEAD_BYTES,
    "a header that is complete": HOST + b"Accept-Language: " + b"a" * 4 * MAX_HEAD_BYTES + b"\r\n\r\n",
    "the name of a header": HOST + b"a" * 4 * MAX_HEAD_BYTES,
    "the address": b"GET /" + b"a" * 4 * MAX_HEAD_BYTES,
    "empty lines": b"\r\n" * 4 * MAX_HEAD_BYTES,
    "fields after a body": HOST.replace(b"GET", b"POST")
    + b"Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n"
    + b"X: a\r\n" * MAX_HEAD_BYTES,
    "an extension of a chunk": HOST.replace(b"GET", b"POST")
    + b"Transfer-Encoding: chunked\r\n\r\n1;"
    + b"a" * 4 * MAX_HEAD_BYTES,
}


@pytest.mark.parametrize("sent", ENDLESS.values(), ids=ENDLESS)
def test_what_never_ends_is_refused_or_closed(port: int, sent: bytes) -> None:
    connection = opened(port, sent)
    received = answer(connection)
    assert received == b"" or received.startswith((b"HTTP/1.1 431", b"HTTP/1.1 400"))
    assert b" 200 " in answer(opened(port, HOST + b"\r\n"))


def test_a_body_of_any_length_is_not_a_head(port: int) -> None:
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in [b"a" * 50_000] * 20)
    for framing, body in (
        (b"Content-Length: 1000000", b"a" * 1_000_000),
        (b"Transfer-Encoding: chunked", chunks + b"0\r\n\r\n"),
    ):
        sent = HOST.replace(b"GET", b"POST") + framing + b"\r\n\r\n" + body
        assert answer(opened(port, sent)).endswith(b"1000000")


def test_two_requests_on_one_connection_have_a_limit_each(port: int) -> None:
    connection = opened(port)
    padding = b"X: " + b"a" * (MAX_HEAD_BYTES // 2)
    for _ in range(4):
        connection.sendall(KEPT_ALIVE + padding + b"\r\n\r\n")
        assert b" 200 " in connection.recv(65536)


@pytest.mark.parametrize("sent", [b"", b"GET", HOST], ids=["nothing", "a word", "half a head"])
def test_a_head_that_does_not_come_in_time_is_closed(port: int, sent: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting_heads, "HEAD_SECONDS", 0.5)
    received = answer(opened(port, sent))
    assert received.startswith(b"HTTP/1.1 408") if sent else received == b""


def test_a_head_that_drips_is_closed(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting_heads, "HEAD_SECONDS", 0.5)
    connection = opened(port, HOST)
    deadline = time.monotonic() + 20
    with contextlib.suppress(OSError):
        while time.monotonic() < deadline:
            connection.sendall(b"X: a\r\n")
            time.sleep(0.02)
    assert time.monotonic() < deadline


def test_an_address_has_at_most_100_connections_that_wait_and_is_served_all_the_same(port: int) -> None:
    waiting = [opened(port, HOST) for _ in range(3 * MAX_WAITING)]
    assert b" 200 " in answer(opened(port, HOST + b"\r\n"))
    wait_until("the oldest are closed", lambda: sum(not is_closed(each) for each in waiting) <= MAX_WAITING)
    assert not is_closed(waiting[-1])
    # Those that are left may still complete their request.
    waiting[-1].setblocking(True)
    waiting[-1].sendall(b"\r\n")
    assert b" 200 " in answer(waiting[-1])


@pytest.mark.parametrize("setting", [("GUESTLINK_RATE_LIMIT", "off"), ("GUESTLINK_TRUSTED_HOPS", "1")])
def test_a_proxy_and_a_load_test_are_not_counted(setting: tuple[str, str], request: pytest.FixtureRequest) -> None:
    request.getfixturevalue("monkeypatch").setenv(*setting)
    port = request.getfixturevalue("port")
    waiting = [opened(port, HOST) for _ in range(2 * MAX_WAITING)]
    assert b" 200 " in answer(opened(port, HOST + b"\r\n"))
    assert not any(is_closed(each) for each in waiting)


@pytest.mark.parametrize("is_refused", [True, False], ids=["refused", "the client leaves"])
def test_an_answer_ends_with_its_connection_though_another_request_waits_behind_it(is_refused: bool) -> None:
    """And no refusal comes in the middle of it."""
    has_ended = threading.Event()

    async def drip(_scope: Message, receive: Receive, send: Send) -> None:
        client_left = asyncio.create_task(sender_left(receive))
        await send({"type": "http.response.start", "status": 200, "headers": []})
        while not client_left.done():
            await send({"type": "http.response.body", "body": b"a", "more_body": True})
            await asyncio.sleep(0.01)
        has_ended.set()

    with front_server(drip) as server:
        connection = opened(port_of(server), 2 * (KEPT_ALIVE + b"\r\n"))
        received = connection.recv(17)
        if is_refused:
            connection.sendall(b"\0\r\n")
            received += answer(connection)
        connection.close()
        assert has_ended.wait(20)
    assert received.count(b"HTTP/1.1") == 1
