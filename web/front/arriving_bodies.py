"""Writes the bodies of uploads that are sent in pieces to the disk, from the event loop (contract 8.41).

A page judges the request and opens the file. Then its thread is free, however slowly the body comes. When it has come,
a page is asked for the answer. In memory are at most `PIECE_BYTES` of each body, and what the server reads ahead.
"""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

from web.front.refusing import Message, Receive, Send
from web.owner.adding.receiving import ARRIVED, ARRIVING, Arriving

# Bodies that are received at the same time. Each has an open file.
BODIES_AT_ONCE = 256
# What has gathered is written when it is so much, or so old.
PIECE_BYTES = 512 * 1024
PIECE_SECONDS = 1.0
# A body that delivers nothing for this time is ended. A phone that has lost its network comes back by another
# connection, and must not wait for this one (contract 6.61).
SILENT_SECONDS = 15.0
# How often it is asked whether the person is still signed in, and the upload not cancelled.
ASK_AFTER_SECONDS = 10.0

Result = TypeVar("Result")


class ArrivingBodies:
    """The threads that write for all bodies, and how many are being received."""

    def __init__(self) -> None:
        self.writers = ThreadPoolExecutor(4, thread_name_prefix="writer")
        self.under_way = 0

    @property
    def is_full(self) -> bool:
        return self.under_way >= BODIES_AT_ONCE

    async def receive(self, arriving: Arriving, receive: Receive) -> bool:
        """Returns whether the sender is still there. What came is then on the disk for good, in any case."""
        self.under_way += 1
        try:
            return await ReceivedBody(self, arriving, receive).to_the_end()
        finally:
            self.under_way -= 1

    async def in_thread(self, call: Callable[..., Result], *arguments: object) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self.writers, call, *arguments)


class ReceivedBody:
    def __init__(self, bodies: ArrivingBodies, arriving: Arriving, receive: Receive) -> None:
        self.bodies, self.arriving, self._receive = bodies, arriving, receive
        self.gathered = bytearray()
        self.came_at = self.written_at = self.asked_at = self._now()
        self.is_here = self.has_more = True

    async def to_the_end(self) -> bool:
        while self.has_more and not self.arriving.is_over:
            await self._take_next()
            if len(self.gathered) >= PIECE_BYTES or self._now() - self.written_at >= PIECE_SECONDS:
                await self._write()
            if self._now() - self.asked_at >= ASK_AFTER_SECONDS and not await self._may_go_on():
                break
        await self._write()
        await self.bodies.in_thread(self.arriving.settle)
        return self.is_here

    async def _take_next(self) -> None:
        """Waits no longer than what has gathered may wait to be written."""
        try:
            message = await asyncio.wait_for(self._receive(), min(PIECE_SECONDS, SILENT_SECONDS))
        except TimeoutError:
            self.arriving.is_silent = self._now() - self.came_at >= SILENT_SECONDS
            return
        self.came_at = self._now()
        if message["type"] == "http.disconnect":
            self.is_here = self.has_more = False
            return
        self.gathered += message.get("body", b"")
        self.has_more = bool(message.get("more_body"))

    async def _write(self) -> None:
        self.written_at = self._now()
        if self.gathered:
            await self.bodies.in_thread(self.arriving.write, bytes(self.gathered))
        self.gathered.clear()

    async def _may_go_on(self) -> bool:
        self.asked_at = self._now()
        return await self.bodies.in_thread(self.arriving.may_go_on)

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()


class FirstAnswer:
    """Passes the page's answer on, unless the page has opened a file for the body."""

    def __init__(self, scope: Message, send: Send) -> None:
        self.scope, self.send = scope, send

    async def __call__(self, message: Message) -> None:
        if ARRIVING not in self.scope:
            await self.send(message)


@contextmanager
def opened_for_body(scope: Message) -> Iterator[Arriving | None]:
    """The file that the page has opened for the body of this request. None if it has answered the request already. The
    page that gives the answer takes the file from the scope, and closes it."""
    arriving: Arriving | None = scope.pop(ARRIVING, None)
    if arriving is None:
        yield None
        return
    scope[ARRIVED] = arriving
    try:
        yield arriving
    finally:
        if scope.pop(ARRIVED, None) is not None:
            arriving.close()
