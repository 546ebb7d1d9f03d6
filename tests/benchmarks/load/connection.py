"""One keep-alive connection on an event loop, as cheap as Python allows: no client library, no parsing of headers
beyond length and end."""

import asyncio
import re
from typing import cast

from tests.benchmarks.load.requests import HOST, Answer

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CLOSES = re.compile(rb"\r\nconnection: *close", re.IGNORECASE)
_END = b"\r\n\r\n"
_WITHOUT_BODY = (204, 304)


class BrokenOff(Exception):
    """The server closed the connection before the answer was complete."""


class Connection(asyncio.Protocol):
    """Sends one request at a time. Connects anew when the server has closed an idle connection."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.received = b""
        self.transport: asyncio.Transport | None = None
        self.waiting: asyncio.Future[Answer] | None = None
        # Of the whole answer. 0 while its head is not complete.
        self.length = 0
        self.body_at = 0

    async def ask(self, request: bytes) -> Answer:
        """Raises BrokenOff, or OSError if nobody listens."""
        loop = asyncio.get_running_loop()
        if self.transport is None or self.transport.is_closing():
            await loop.create_connection(lambda: self, HOST, self.port)
        assert self.transport is not None
        self.waiting = loop.create_future()
        self.transport.write(request)
        return await self.waiting

    def close(self) -> None:
        if self.transport is not None:
            self.transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # Not its subclass under uvloop, though it has its methods.
        self.transport, self.received, self.length = cast(asyncio.Transport, transport), b"", 0

    def connection_lost(self, _error: Exception | None) -> None:
        self.transport = None
        if self.waiting is not None and not self.waiting.done():
            self.waiting.set_exception(BrokenOff())

    def data_received(self, data: bytes) -> None:
        received = self.received = self.received + data if self.received else data
        if not self.length and not self._read_head(received):
            return
        if len(received) < self.length:
            return
        answer = Answer(int(received[9:12]), received[: self.body_at], received[self.body_at :])
        self.received, self.length = b"", 0
        if _CLOSES.search(answer.head) and self.transport is not None:
            self.transport.close()
            self.transport = None
        waiting, self.waiting = self.waiting, None
        if waiting is not None and not waiting.done():
            waiting.set_result(answer)

    def _read_head(self, received: bytes) -> bool:
        end = received.find(_END)
        if end < 0:
            return False
        self.body_at = end + len(_END)
        found = _LENGTH.search(received, 0, self.body_at)
        if found is None and int(received[9:12]) not in _WITHOUT_BODY:
            raise ValueError(f"an answer without a length: {received[: self.body_at]!r}")
        self.length = self.body_at + (int(found[1]) if found else 0)
        return True
