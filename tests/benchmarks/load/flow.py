"""What a guest's browser does to enter: GET of the link, POST of its form, GET of the media page."""

import asyncio
import random
import time
from collections import Counter
from dataclasses import dataclass, field

from tests.benchmarks.load.connection import BrokenOff, Connection
from tests.benchmarks.load.requests import Answer, NoSuchForm, addresses, cookies_of, entry_form, get, post


@dataclass
class Flowed:
    """How many guests saw the media page, how many were told that the link does not admit, and how many saw something
    else, and what. `waits`: of each request, in seconds."""

    watching: int = 0
    refused: int = 0
    failed: Counter[str] = field(default_factory=Counter)
    waits: list[float] = field(default_factory=list)
    seconds: float = 0.0


async def _come_in(connection: Connection, path: str, address: str, number: int, flowed: Flowed) -> None:
    async def ask(request: bytes) -> Answer:
        began = time.perf_counter()
        answer = await connection.ask(request)
        flowed.waits.append(time.perf_counter() - began)
        return answer

    page = await ask(get(path, address))
    if page.status == 410:
        flowed.refused += 1
        return
    cookies = cookies_of(page)
    entered = await ask(post(path, address, entry_form(page, number), cookies=cookies))
    if entered.status == 410:
        flowed.refused += 1
        return
    assert entered.status == 303, f"status {entered.status} of the form"
    media = await ask(get(path, address, cookies=f"{cookies}; {cookies_of(entered)}"))
    assert media.status == 200, f"status {media.status} of the media page"
    assert b"data-visit-url" in media.body, "no player on the media page"
    flowed.watching += 1


async def _try(connection: Connection, path: str, address: str, number: int, flowed: Flowed) -> None:
    try:
        await _come_in(connection, path, address, number, flowed)
    except (AssertionError, BrokenOff, NoSuchForm, OSError) as error:
        flowed.failed[f"{type(error).__name__} {error}"] += 1
        connection.close()


async def flow(port: int, path: str, connections: int, seconds: float) -> Flowed:
    """Guests come one after the other over each connection, until the time is over."""
    flowed, from_addresses = Flowed(), addresses()
    began = time.perf_counter()

    async def guests() -> None:
        connection, number = Connection(port), 0
        while time.perf_counter() - began < seconds:
            number += 1
            await _try(connection, path, next(from_addresses), number, flowed)
        connection.close()

    await asyncio.gather(*(guests() for _ in range(connections)))
    flowed.seconds = time.perf_counter() - began
    return flowed


async def burst(port: int, path: str, guests: int, seconds: float) -> Flowed:
    """So many guests come within this time, at moments that do not depend on each other, each over a connection of
    their own."""
    flowed, from_addresses = Flowed(), addresses()
    began = time.perf_counter()
    # Always the same moments, so that rounds and versions can be compared.
    chance = random.Random(15)
    moments = sorted(chance.uniform(0, seconds) for _ in range(guests))

    async def guest(number: int) -> None:
        connection = Connection(port)
        await _try(connection, path, next(from_addresses), number, flowed)
        connection.close()

    async with asyncio.TaskGroup() as group:
        for number, moment in enumerate(moments):
            await asyncio.sleep(max(0.0, began + moment - time.perf_counter()))
            group.create_task(guest(number))
    flowed.seconds = time.perf_counter() - began
    return flowed
