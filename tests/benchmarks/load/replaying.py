"""Sending requests that were made before, and noting how long each answer took.

Forms are fetched and filled in before the clock starts. So a generator does nothing but send and receive while it
measures, and one process of it keeps several servers busy.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from itertools import cycle
from typing import TypeVar

from tests.benchmarks.load.connection import BrokenOff, Connection
from tests.benchmarks.load.requests import addresses, cookies_of, entry_form, get, post

# Noted in the place of a status.
BROKEN = 0
Each = TypeVar("Each")
Made = TypeVar("Made")


@dataclass
class Replayed:
    """`statuses`: how often each was answered, with 0 for a connection that broke off. `waits`: seconds, unsorted."""

    statuses: Counter[int] = field(default_factory=Counter)
    waits: list[float] = field(default_factory=list)
    seconds: float = 0.0

    def count(self, *statuses: int) -> int:
        return sum(self.statuses[status] for status in statuses)

    def rate(self, *statuses: int) -> float:
        return self.count(*statuses) / self.seconds if self.seconds else 0.0


async def note(replayed: Replayed, connection: Connection, request: bytes) -> None:
    began = time.perf_counter()
    try:
        replayed.statuses[(await connection.ask(request)).status] += 1
    except (BrokenOff, OSError):
        replayed.statuses[BROKEN] += 1
    replayed.waits.append(time.perf_counter() - began)


async def replay(port: int, requests: list[bytes], connections: int, seconds: float, *, again: bool) -> Replayed:
    """Each connection sends the next request as soon as its answer has come, until the time is over. With `again` the
    list begins anew at its end; without it, each request is sent once at most."""
    replayed, waiting = Replayed(), cycle(requests) if again else iter(requests)
    began = time.perf_counter()

    async def send() -> None:
        connection = Connection(port)
        for request in waiting:
            await note(replayed, connection, request)
            if time.perf_counter() - began > seconds:
                break
        connection.close()

    await asyncio.gather(*(send() for _ in range(connections)))
    replayed.seconds = time.perf_counter() - began
    return replayed


async def replay_paced(port: int, requests: list[bytes], rate: float, seconds: float) -> Replayed:
    """Each request at its time, over a new connection, whether or not earlier ones were answered."""
    replayed = Replayed()
    began = time.perf_counter()

    async def send(request: bytes) -> None:
        connection = Connection(port)
        await note(replayed, connection, request)
        connection.close()

    async with asyncio.TaskGroup() as group:
        for number, request in zip(range(int(rate * seconds)), cycle(requests), strict=False):
            await asyncio.sleep(max(0.0, began + number / rate - time.perf_counter()))
            group.create_task(send(request))
    replayed.seconds = time.perf_counter() - began
    return replayed


async def filled_forms(port: int, path: str, count: int, connections: int = 8) -> list[bytes]:
    """So many entry forms of this link, each of a browser of its own, fetched and filled in."""
    from_addresses = addresses()

    async def one(connection: Connection, number: int) -> bytes:
        page = await connection.ask(get(path, next(from_addresses)))
        return post(path, next(from_addresses), entry_form(page, number), cookies=cookies_of(page))

    return await _gathered(port, range(count), one, connections)


async def sessions(port: int, forms: list[bytes], connections: int = 8) -> list[str]:
    """Send these forms. Returns the cookies of each guest who was admitted."""

    async def one(connection: Connection, form: bytes) -> str:
        answer = await connection.ask(form)
        assert answer.status == 303, answer.status
        return cookies_of(answer)

    return await _gathered(port, forms, one, connections)


async def _gathered(
    port: int, each: Iterable[Each], make: Callable[[Connection, Each], Awaitable[Made]], connections: int
) -> list[Made]:
    waiting = iter(each)
    made: list[Made] = []

    async def work() -> None:
        connection = Connection(port)
        made.extend([await make(connection, one) for one in waiting])
        connection.close()

    await asyncio.gather(*(work() for _ in range(connections)))
    return made
