"""The generator's connection, and what it counts, against a server that sends what the test says."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable

import pytest

from tests.benchmarks.load.connection import BrokenOff, Connection
from tests.benchmarks.load.replaying import replay
from tests.benchmarks.load.requests import Answer, get

REQUEST = get("/", "10.0.0.1")


def with_server(sends: list[list[bytes]], work: Callable[[int], Awaitable[object]]) -> object:
    """Run this with the port of a server. Each request gets the next of these lists, piece by piece, and then the
    connection is closed if the last piece is empty."""
    waiting = iter(sends)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            try:
                await reader.readuntil(b"\r\n\r\n")
            except asyncio.IncompleteReadError:
                break
            for piece in next(waiting):
                if not piece:
                    writer.close()
                    return
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(0.01)
        writer.close()

    async def run() -> object:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        async with server:
            return await work(server.sockets[0].getsockname()[1])

    return asyncio.run(run())


def answered(sends: list[list[bytes]], requests: int = 1) -> list[Answer]:
    async def ask(port: int) -> list[Answer]:
        connection = Connection(port)
        answers = [await connection.ask(REQUEST) for _ in range(requests)]
        connection.close()
        return answers

    found = with_server(sends, ask)
    assert isinstance(found, list)
    return found


def test_an_answer_that_comes_in_pieces_is_put_together() -> None:
    [answer] = answered([[b"HTTP/1.1 303 See", b" Other\r\ncontent-length: 5\r\n\r", b"\nab", b"cde"]])
    assert (answer.status, answer.body) == (303, b"abcde")


def test_an_answer_without_a_body_needs_no_length() -> None:
    assert [answer.status for answer in answered([[b"HTTP/1.1 304 Not Modified\r\n\r\n"]])] == [304]


def test_a_connection_that_the_server_closes_after_an_answer_is_made_anew() -> None:
    closing = [b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nConnection: close\r\n\r\na", b""]
    open_on = [b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nb"]
    assert [answer.body for answer in answered([closing, open_on], 2)] == [b"a", b"b"]


def test_half_an_answer_is_broken_off() -> None:
    with pytest.raises(BrokenOff):
        answered([[b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", b""]])


def test_each_status_and_each_break_is_counted_once() -> None:
    ok, gone = (f"HTTP/1.1 {status} X\r\nContent-Length: 0\r\n\r\n".encode() for status in (200, 410))
    requests = [REQUEST] * 4

    async def ask(port: int) -> object:
        return await replay(port, requests, 1, 60.0, again=False)

    done = with_server([[ok], [gone], [b""], [ok]], ask)
    assert done.statuses == Counter({200: 2, 410: 1, 0: 1})  # type: ignore[attr-defined]
    assert len(done.waits) == 4  # type: ignore[attr-defined]
