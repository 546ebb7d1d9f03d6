"""Closes a connection so that its client sees the last answer, also while it is still sending (contract 6.34).

A socket that is closed on unread bytes is reset, and the reset may overtake the answer (facts 54). So we say that
nothing more will come, read on for a while, and close then.
"""

import asyncio
from collections.abc import Callable

LINGER_SECONDS_OF_A_BODY = 60
# After a head that was refused there is little to come.
LINGER_SECONDS_OF_A_HEAD = 2
LINGER_BYTES = 1024**3


class Lingering:
    """Limits in time and bytes for what a client still sends after its answer."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport, self._loop = transport, loop
        self._timer: asyncio.TimerHandle | None = None
        self._bytes = 0
        self.is_closing = False

    def start(self, seconds: float) -> None:
        """The rest of the request is thrown away. Its end calls `stop`."""
        self.stop()
        self._bytes = 0
        self._timer = self._loop.call_later(seconds, self._transport.abort)

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def close(self, seconds: float) -> None:
        """Nothing is sent any more. The connection is closed when the client closes it, or at the limits."""
        if not (self.is_closing or self._transport.is_closing()):
            self.is_closing = True
            self._transport.write_eof()
            self.start(seconds)

    def count(self, length: int) -> None:
        if self._timer is not None:
            self._bytes += length
            if self._bytes > LINGER_BYTES:
                self._transport.abort()


class AnswerTransport:
    """What the answer to a request uses of its connection. Closing it lingers while the request is incomplete."""

    def __init__(self, transport: asyncio.Transport, lingering: Lingering, is_received: Callable[[], bool]) -> None:
        self.write, self.is_closing = transport.write, transport.is_closing
        self._transport, self._lingering, self._is_received = transport, lingering, is_received

    def close(self) -> None:
        if self._is_received():
            self._transport.close()
        else:
            self._lingering.close(LINGER_SECONDS_OF_A_BODY)
