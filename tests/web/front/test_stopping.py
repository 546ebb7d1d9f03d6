"""A web process that is told to stop answers what was sent to it before."""

import asyncio
import socket

import uvicorn

from tests.vocabulary.waiting import free_port
from web.front.connections import LINGER_SECONDS, BoundedProtocol
from web.front.refusing import Message, Receive, Send

REQUEST = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"


async def hello(_scope: Message, _receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"5")]})
    await send({"type": "http.response.body", "body": b"hello"})


async def answered(connection: tuple[asyncio.StreamReader, asyncio.StreamWriter]) -> bytes:
    reader, writer = connection
    writer.write(REQUEST)
    head = await reader.readuntil(b"\r\n\r\n")
    assert await reader.readexactly(5) == b"hello"
    return head


async def conversation() -> tuple[bytes, bytes, float]:
    """What the server answers before and after it is told to stop, and how long it then took to end."""
    port = free_port()
    config = uvicorn.Config(
        hello, port=port, http=BoundedProtocol, ws="none", lifespan="off", timeout_graceful_shutdown=3
    )
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve([socket.create_server(("127.0.0.1", port))]))
    connection, unused = [await asyncio.open_connection("127.0.0.1", port) for _ in range(2)]
    before = await answered(connection)
    stopping = asyncio.get_running_loop().time()
    for one in list(server.server_state.connections):
        one.shutdown()
    after = await answered(connection)
    assert await connection[0].read() == b""
    assert await unused[0].read() == b""
    server.should_exit = True
    await running
    return before, after, asyncio.get_running_loop().time() - stopping


def test_a_request_on_an_idle_connection_is_still_answered_and_is_the_last() -> None:
    before, after, seconds = asyncio.run(conversation())
    assert b"connection: close" not in before
    assert b"connection: close" in after
    assert seconds > LINGER_SECONDS
