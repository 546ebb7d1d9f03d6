"""Breaks off a connection whose client takes too few of the bytes that wait for it (contract 6.51)."""

import asyncio
import socket

from uvicorn.protocols.http.flow_control import HIGH_WATER_LIMIT

from web.front.resetting import reset

# A stream of speech needs more than this.
LEAST_BYTES = 16 * 1024
WITHIN_SECONDS = 30
# The kernel takes no more than this in advance. What it has taken also reaches a client whose right has ended.
UNSENT_BYTES = 128 * 1024
# Of an answer that says something every 15 s.
VANISHED_SECONDS = 40


def bound_what_waits(transport: asyncio.Transport) -> None:
    # "Written" then means that the kernel has all of it, so it may take the next bytes from a file (kernel_sending.py).
    transport.set_write_buffer_limits(high=HIGH_WATER_LIMIT, low=0)
    # Not every system has it.
    option = getattr(socket, "TCP_NOTSENT_LOWAT", None)
    if option is not None:
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, option, UNSENT_BYTES)


def notice_vanished_clients(transport: asyncio.Transport) -> None:
    """Ends the connection when its client has confirmed nothing of what was sent for this time. By itself, the kernel
    goes on trying for 15 minutes."""
    option = getattr(socket, "TCP_USER_TIMEOUT", None)
    if option is not None:
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, option, VANISHED_SECONDS * 1000)


class ReaderWatch:
    """Measured is what the kernel has accepted. While we have nothing to send, nothing is measured."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport, self._loop = transport, loop
        self._timer: asyncio.TimerHandle | None = None
        self._waiting_bytes = 0

    def start(self) -> None:
        if self._timer is None:
            # A moment later: what was just written may not have been offered to the kernel yet.
            self._timer = self._loop.call_later(0, self._measure)

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _measure(self) -> None:
        self._waiting_bytes = self._transport.get_write_buffer_size()
        self._timer = self._loop.call_later(WITHIN_SECONDS, self._judge) if self._waiting_bytes else None

    def _judge(self) -> None:
        waiting = self._transport.get_write_buffer_size()
        if waiting and self._waiting_bytes - waiting < LEAST_BYTES:
            reset(self._transport)
        else:
            self._measure()
