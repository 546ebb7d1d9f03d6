"""A client that is still sending sees the answer, and cannot hold its connection for long (contract 6.34)."""

import contextlib
import socket
import time
from collections.abc import Iterator

import pytest
import uvicorn

from tests.vocabulary.front_server import front_server, port_of
from tests.vocabulary.raw import answers_on
from tests.vocabulary.waiting import wait_until
from web.front import connections, lingering, waiting_heads
from web.front.refusing import Message, Receive, Send, refuse
from web.pages.security import HEADERS

LARGE = 20 * 1024**2


async def too_large(_scope: Message, receive: Receive, send: Send) -> None:
    """Refuses after the first bytes of the body."""
    await receive()
    await refuse(send, 413)


@pytest.fixture
def server() -> Iterator[uvicorn.Server]:
    with front_server(too_large) as server:
        yield server


def request(connection: str, *framing: str) -> bytes:
    lines = ("POST / HTTP/1.1", "Host: x", f"Connection: {connection}", *framing)
    return "\r\n".join([*lines, "", ""]).encode()


CHUNKS = b"".join(b"%x\r\n%s\r\n" % (1024**2, bytes(1024**2)) for _ in range(LARGE // 1024**2)) + b"0\r\n\r\n"


@pytest.mark.parametrize("connection", ["close", "keep-alive"])
@pytest.mark.parametrize(
    ("framing", "body"), [(f"Content-Length: {LARGE}", bytes(LARGE)), ("Transfer-Encoding: chunked", CHUNKS)]
)
def test_the_sender_of_a_large_body_sees_the_refusal(
    server: uvicorn.Server, connection: str, framing: str, body: bytes
) -> None:
    sent = request(connection, framing) + body
    more = request("close", "Content-Length: 2") + b"xx" if connection == "keep-alive" else b""
    answers = answers_on(port_of(server), sent + more)
    assert [answer.status for answer in answers] == [413] * (2 if more else 1)


@pytest.mark.parametrize("sent", [b"GET / HTTP/1.1\r\n\r\n", b"GET / HTTP/1.1\r\nHost: x\r\nX: " + bytes(b"a" * LARGE)])
def test_the_sender_of_a_head_that_is_refused_sees_the_refusal(server: uvicorn.Server, sent: bytes) -> None:
    [answer] = answers_on(port_of(server), sent + bytes(LARGE) * (b"X:" not in sent))
    assert answer.status in {400, 431}
    assert answer.headers.items() >= (HEADERS | {"Cache-Control": "no-store", "Connection": "close"}).items()
    assert len(answer.headers["X-Request-ID"]) == 32


def test_a_head_that_is_late_gets_the_same_headers(server: uvicorn.Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting_heads, "HEAD_SECONDS", 0.3)
    [answer] = answers_on(port_of(server), b"GET / HTTP/1.1\r\nHost: x\r\n")
    assert (answer.status, answer.headers["Cache-Control"]) == (408, "no-store")
    assert answer.headers.items() >= HEADERS.items()


@pytest.mark.parametrize("connection", ["close", "keep-alive"])
@pytest.mark.parametrize(("limit", "value"), [("LINGER_SECONDS_OF_A_BODY", 0.3), ("LINGER_BYTES", 100_000)])
def test_a_body_that_never_ends_is_read_for_a_while_only(
    server: uvicorn.Server, connection: str, limit: str, value: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (lingering, connections):
        monkeypatch.setattr(module, limit, value, raising=False)
    with socket.create_connection(("127.0.0.1", port_of(server)), timeout=30) as sender:
        sender.sendall(request(connection, f"Content-Length: {1024**4}"))
        deadline = time.monotonic() + 30
        with contextlib.suppress(OSError):
            while time.monotonic() < deadline:
                sender.sendall(bytes(1000))
                time.sleep(0.01)
        assert time.monotonic() < deadline
    wait_until("the server has no connection any more", lambda: not server.server_state.connections)


def test_a_client_that_stops_sending_after_its_answer_is_closed(
    server: uvicorn.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "LINGER_SECONDS_OF_A_BODY", 0.3)
    with socket.create_connection(("127.0.0.1", port_of(server)), timeout=30) as sender:
        sender.sendall(request("keep-alive", "Content-Length: 1000000") + bytes(1000))
        wait_until("the server has no connection any more", lambda: not server.server_state.connections)
