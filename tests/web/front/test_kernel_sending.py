"""Bytes of a file that the kernel sends by itself: the right ones, in their order, and to the right client."""

import errno
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn

from models.files.folder import LocalFile
from tests.vocabulary.front_server import front_server, port_of
from tests.vocabulary.raw import read_to_the_end, stalled, status_of
from tests.vocabulary.waiting import wait_until
from web.front import slow_readers
from web.front.refusing import Message, Receive, Send
from web.front.streaming import FileStreams, StreamedAnswer
from web.media.body import BODY, CHUNK, Body, Slice

FILM = os.urandom(1024**2) * 16


@pytest.fixture
def film(tmp_path: Path) -> Path:
    path = tmp_path / "film"
    path.write_bytes(FILM)
    return path


@pytest.fixture
def server(film: Path) -> Iterator[uvicorn.Server]:
    """Sends the bytes that the path names: `/FIRST-END`, several after commas, with a dot between them."""
    streams = FileStreams()

    async def send_pieces(scope: Message, receive: Receive, send: Send) -> None:
        await receive()
        pieces: list[bytes | Slice] = []
        for named in scope["path"][1:].split(","):
            first, end = (int(number) for number in named.split("-"))
            pieces += [Slice(LocalFile(film), first, end - first), b"."]
        body = scope[BODY] = Body(tuple(pieces))
        answer = StreamedAnswer(streams, scope, receive, send)
        try:
            head = [(b"content-length", str(len(body)).encode())]
            await answer({"type": "http.response.start", "status": 206, "headers": head})
            await answer.finish()
        finally:
            answer.close()

    with front_server(send_pieces) as server:
        yield server


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many bytes the kernel took at each call."""
    taken, sendfile = [], os.sendfile

    def noted(*arguments: int) -> int:
        taken.append(sendfile(*arguments))
        return taken[-1]

    monkeypatch.setattr(os, "sendfile", noted)
    return taken


def received(server: uvicorn.Server, *paths: str, buffer: int = 1024**2) -> bytes:
    """The bodies of the answers to requests that are sent at once, in one piece."""
    bodies = b""
    with socket.create_connection(("127.0.0.1", port_of(server)), timeout=30) as connection:
        connection.sendall(b"".join(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode() for path in paths))
        file = connection.makefile("rb", buffering=buffer)
        for _ in paths:
            assert file.readline() == b"HTTP/1.1 206 Partial Content\r\n"
            lines = list(iter(file.readline, b"\r\n"))
            [length] = [int(line.split()[1]) for line in lines if line.startswith(b"content-length:")]
            bodies += file.read(length)
    return bodies


RANGES = [(0, len(FILM)), (0, 1), (5, 5 + CHUNK), (1_000_001, 9_000_000), (len(FILM) - 1, len(FILM))]


@pytest.mark.parametrize(("first", "end"), RANGES)
def test_the_bytes_are_those_of_the_file(server: uvicorn.Server, taken: list[int], first: int, end: int) -> None:
    assert received(server, f"/{first}-{end}") == FILM[first:end] + b"."
    assert sum(taken) > 0


def test_the_kernel_takes_most_of_a_long_answer(server: uvicorn.Server, taken: list[int]) -> None:
    received(server, f"/0-{len(FILM)}")
    assert sum(taken) > len(FILM) // 4


def test_pieces_and_answers_keep_their_order(server: uvicorn.Server) -> None:
    size = 3 * CHUNK + 7
    paths = [f"/0-{size},9-10,{size}-{2 * size}", "/1-2", f"/{size}-{3 * size}"]
    assert received(server, *paths, buffer=4096) == (
        FILM[:size] + b"." + FILM[9:10] + b"." + FILM[size : 2 * size] + b"."
        + FILM[1:2] + b"."
        + FILM[size : 3 * size] + b"."
    )  # fmt: skip


@pytest.mark.parametrize("number", [errno.EINVAL, errno.ENOSYS, errno.EAGAIN])
def test_where_the_kernel_cannot_send_the_file_the_bytes_still_come(
    server: uvicorn.Server, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refuse(*_: int) -> int:
        raise OSError(number, "refused")

    monkeypatch.setattr(os, "sendfile", refuse)
    assert received(server, "/7-3000000") == FILM[7:3_000_000] + b"."


def test_a_system_without_it_reads(server: uvicorn.Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "sendfile")
    assert received(server, "/7-3000000") == FILM[7:3_000_000] + b"."


def test_a_disk_that_fails_breaks_the_answer_off(server: uvicorn.Server, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: int) -> int:
        raise OSError(errno.EIO, "broken")

    monkeypatch.setattr(os, "sendfile", fail)
    with stalled(port_of(server), f"GET /0-{len(FILM)} HTTP/1.1") as connection:
        assert status_of(connection) == 206
        assert read_to_the_end(connection) < CHUNK


def test_no_connection_stays_open_behind_one_that_ended(server: uvicorn.Server, taken: list[int]) -> None:
    before = open_sockets()
    with stalled(port_of(server), f"GET /0-{len(FILM)} HTTP/1.1") as connection:
        assert status_of(connection) == 206
        wait_until("it is being sent", lambda: len(taken) > 0)
    wait_until("its sockets are closed", lambda: open_sockets() == before)


def open_sockets() -> int:
    entries = Path("/proc/self/fd").iterdir()
    return sum(os.readlink(entry).startswith("socket:") for entry in entries if entry.is_symlink())  # noqa: PTH115


def test_a_client_that_reads_nothing_loses_its_connection(
    server: uvicorn.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slow_readers, "WITHIN_SECONDS", 0.3)
    with stalled(port_of(server), f"GET /0-{len(FILM)} HTTP/1.1\nConnection: close") as connection:
        assert status_of(connection) == 206
        wait_until("the server has no connection any more", lambda: not server.server_state.connections)
        error = (socket.SOL_SOCKET, socket.SO_ERROR)
        wait_until("the kernel holds nothing for it", lambda: bool(connection.getsockopt(*error)))


def test_bytes_never_reach_another_client_whose_connection_came_meanwhile(
    server: uvicorn.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It could get the number of a connection that its transport has closed."""
    others: list[socket.socket] = []
    send = os.sendfile

    def after_another_came(*arguments: int) -> int:
        if not others:
            [protocol] = server.server_state.connections
            protocol.loop.call_soon_threadsafe(protocol.transport.abort)
            wait_until("it is closed", lambda: not server.server_state.connections)
            others.extend(socket.create_connection(("127.0.0.1", port_of(server)), timeout=30) for _ in range(5))
            wait_until("the others are open", lambda: len(server.server_state.connections) == len(others))
        return send(*arguments)

    monkeypatch.setattr(os, "sendfile", after_another_came)
    with stalled(port_of(server), f"GET /0-{len(FILM)} HTTP/1.1") as connection:
        assert status_of(connection) == 206
        read_to_the_end(connection)
    assert len(others) == 5
    for other in others:
        other.sendall(b"GET /0-1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        assert status_of(other) == 206
        assert read_to_the_end(other) < 1024
        other.close()
