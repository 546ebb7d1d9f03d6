"""A client that takes less than 16 KiB in 30 s loses its connection; one that takes more does not (contract 6.51)."""

import socket
from collections.abc import Iterator

import pytest
import uvicorn

from tests.vocabulary.front_server import front_server, port_of
from tests.vocabulary.raw import read_to_the_end, stalled, status_of
from tests.vocabulary.waiting import wait_until
from web.front import slow_readers
from web.front.refusing import Message, Receive, Send
from web.front.slow_readers import LEAST_BYTES, ReaderWatch

CHUNKS = 256
CHUNK = bytes(64 * 1024)


async def film(_scope: Message, _receive: Receive, send: Send) -> None:
    head = [(b"content-length", str(CHUNKS * len(CHUNK)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": head})
    for number in range(CHUNKS):
        await send({"type": "http.response.body", "body": CHUNK, "more_body": number < CHUNKS - 1})


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[uvicorn.Server]:
    monkeypatch.setattr(slow_readers, "WITHIN_SECONDS", 0.3)
    with front_server(film) as server:
        yield server


def has_been_reset(connection: socket.socket) -> bool:
    """Nothing is read for this."""
    return bool(connection.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR))


def test_a_client_that_reads_nothing_loses_its_connection(server: uvicorn.Server) -> None:
    with stalled(port_of(server), "GET /film HTTP/1.1") as connection:
        assert status_of(connection) == 200
        wait_until("the server has no connection any more", lambda: not server.server_state.connections)
        wait_until("the kernel holds nothing for it", lambda: has_been_reset(connection))


def test_a_client_that_reads_loses_nothing(server: uvicorn.Server) -> None:
    with stalled(port_of(server), "GET /film HTTP/1.1\nConnection: close") as connection:
        assert status_of(connection) == 200
        assert read_to_the_end(connection) > CHUNKS * len(CHUNK)


class Connection:
    """A transport and a loop at once, whose time passes when a test says so."""

    def __init__(self, waiting: int) -> None:
        self.waiting, self.is_aborted, self.calls = waiting, False, list[object]()

    def get_write_buffer_size(self) -> int:
        return self.waiting

    def get_extra_info(self, _name: str) -> None:
        """It has no socket."""

    def abort(self) -> None:
        self.is_aborted = True

    def call_later(self, _seconds: float, call: object) -> "Connection":
        self.calls.append(call)
        return self

    def cancel(self) -> None:
        self.calls.clear()

    def pass_time(self, taken: int = 0) -> None:
        """Until the next call that was asked for."""
        self.waiting -= taken
        call = self.calls.pop()
        assert callable(call)
        call()


@pytest.mark.parametrize(("taken", "ends"), [(0, True), (LEAST_BYTES - 1, True), (LEAST_BYTES, False)])
def test_16_kib_in_30_seconds_are_enough(taken: int, ends: bool) -> None:
    connection = Connection(waiting=300_000)
    ReaderWatch(connection, connection).start()  # type: ignore[arg-type]
    connection.pass_time()
    for _ in range(3):
        connection.pass_time(LEAST_BYTES)
    assert not connection.is_aborted
    connection.pass_time(taken)
    assert connection.is_aborted == ends


def test_the_last_few_bytes_are_enough() -> None:
    connection = Connection(waiting=100)
    ReaderWatch(connection, connection).start()  # type: ignore[arg-type]
    connection.pass_time()
    connection.pass_time(100)
    assert (connection.is_aborted, connection.calls) == (False, [])


def test_a_connection_with_nothing_to_send_is_not_watched() -> None:
    connection = Connection(waiting=0)
    watch = ReaderWatch(connection, connection)  # type: ignore[arg-type]
    watch.start()
    connection.pass_time()
    assert connection.calls == []
    connection.waiting = 100
    watch.start()
    watch.stop()
    assert connection.calls == []
