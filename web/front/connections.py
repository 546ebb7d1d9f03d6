"""Connections with limits for request heads: in bytes, in time, and in number for each address.

A head is what comes before the body of a request: its first line and its headers (contract 6.36, 6.37, 6.38).
"""

import asyncio
from collections import defaultdict

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from models.config.settings import settings
from web.requests.client_address import client_network

MAX_HEAD_BYTES = 64 * 1024
HEAD_SECONDS = 10
# Connections of one address whose head is not complete.
MAX_WAITING = 100
# The parser gets this much at a time, so a head exceeds the limit by no more than this.
PIECE_BYTES = 16 * 1024

TOO_LARGE = "431 Request Header Fields Too Large"
TOO_SLOW = "408 Request Timeout"


class WaitingHeads:
    """The connections of each address whose head is not complete, oldest first."""

    def __init__(self) -> None:
        self._by_address: dict[str, dict[BoundedProtocol, None]] = defaultdict(dict)

    def add(self, connection: "BoundedProtocol", address: str) -> "BoundedProtocol | None":
        """Returns the oldest one if there are too many now, and forgets it.

        So a client that sends its head at once is served, even while others hold connections of its address open.
        """
        waiting = self._by_address[address]
        waiting[connection] = None
        if len(waiting) <= MAX_WAITING:
            return None
        oldest = next(iter(waiting))
        del waiting[oldest]
        return oldest

    def remove(self, connection: "BoundedProtocol", address: str) -> None:
        waiting = self._by_address.get(address)
        if waiting is not None:
            waiting.pop(connection, None)
            if not waiting:
                del self._by_address[address]


class BoundedProtocol(HttpToolsProtocol):
    """uvicorn's protocol with these limits. By itself it keeps a head of any length for any time (facts 53)."""

    waiting = WaitingHeads()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        config = settings()
        # Behind a proxy all connections have the same address, so they are not counted.
        self._is_counted = config.trusted_hops == 0 and config.rate_limit == "on"
        self._address = client_network(self.client[0] if self.client else None)
        self._timer: asyncio.TimerHandle | None = None
        # Bytes since the parser last reported something complete: a head, or a piece of a body.
        self._unfinished = 0
        self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting_for_head()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        for start in range(0, len(data), PIECE_BYTES):
            if self.transport.is_closing():
                return
            piece = data[start : start + PIECE_BYTES]
            self._unfinished += len(piece)
            super().data_received(piece)
            if self._unfinished > MAX_HEAD_BYTES:
                self._refuse(TOO_LARGE)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        if self._timer is None:
            self._wait_for_head()

    def on_headers_complete(self) -> None:
        self._unfinished = 0
        self._stop_waiting_for_head()
        super().on_headers_complete()

    def on_header(self, name: bytes, value: bytes) -> None:
        # Nobody reads fields after a body, so they are not kept.
        if self._timer is not None:
            super().on_header(name, value)

    def on_body(self, body: bytes) -> None:
        self._unfinished = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._unfinished = 0
        super().on_message_complete()

    def _wait_for_head(self) -> None:
        self._timer = self.loop.call_later(HEAD_SECONDS, self._refuse, TOO_SLOW)
        if self._is_counted and (oldest := self.waiting.add(self, self._address)) is not None:
            oldest.transport.abort()

    def _stop_waiting_for_head(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
            self.waiting.remove(self, self._address)

    def _refuse(self, status: str) -> None:
        is_answering = self.cycle is not None and not self.cycle.response_complete
        # No status is sent in the middle of another answer, or to a client that has sent nothing.
        if not is_answering and self._unfinished:
            self.transport.write(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
        self.transport.close()
