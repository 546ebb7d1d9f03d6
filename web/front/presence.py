"""The visits whose pages are connected to this process: they are told what changes, and their signs of life are
written.

Nothing here is needed for a rule to hold: the rows are read anew each time, all visits in one statement. A process that
dies loses nothing, and its pages connect to another one (contract 3.46).
"""

import asyncio
import logging
import resource
import secrets
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from models.guests import connected_visits
from models.plumbing import clock, database, fault_log, logs
from models.plumbing.database_faults import fault_of
from web.front.event_streams import EventStream
from web.front.refusing import Receive, Send
from web.guest.events import Connected, written
from web.media import item_sign
from web.observing import metrics

log = logging.getLogger(__name__)

# Of one process. Beyond it, pages send heartbeats.
MOST_STREAMS = 12_000
# What is asked, and how often. A page stops within 5 s (contract 3.46).
LOOK_SECONDS, LOOKS_PER_RIGHT = 1.0, 2
SIGNS_SECONDS = 10.0
# So many items are looked at in one second. Of more, each has its turn.
ITEMS_AT_ONCE = 1_000
# In so many pulses, each stream is sent a comment, unless something else waits to be sent.
PULSE_SECONDS, PULSES_TO_ALL = 1.0, 15
# After a question that the database did not answer.
PAUSE_SECONDS = 5.0
# Pages that were cut off together come back apart from each other: about a thousand in a second.
RETRY_MS, RETRY_MS_PER_STREAM = 500, 1

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")
HoldOpen = Callable[[Callable[[], None]], None]


def most_streams() -> int:
    """Half of the files that this process may open are left for everything else."""
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST_STREAMS if files == resource.RLIM_INFINITY else min(MOST_STREAMS, files // 2)


class Presence:
    def __init__(self) -> None:
        self.streams: dict[int, EventStream] = {}
        # How each item was when it was last looked at, a moment ago. For those that connect.
        self._signs: dict[int, str] = {}
        # One for what pages wait for, and one for writing, which may wait for its turn.
        self._readers = ThreadPoolExecutor(1, thread_name_prefix="presence")
        self._writers = ThreadPoolExecutor(1, thread_name_prefix="signs")
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._most = most_streams()
        self._looks = self._pulses = 0

    @property
    def is_full(self) -> bool:
        return len(self.streams) >= self._most

    async def hold(self, connected: Connected, receive: Receive, send: Send, hold_open: HoldOpen | None) -> None:
        """Sends the events of this visit until it is over, its page has left, or this process stops. `hold_open` is
        given what ends them."""
        retry_ms = RETRY_MS + secrets.randbelow(RETRY_MS + len(self.streams) * RETRY_MS_PER_STREAM)
        stream = EventStream(connected.media_id, key=connected.key, retry_ms=retry_ms)
        if hold_open is not None:
            hold_open(stream.end)
        # A page that connects again may be on another network, and the old connection not known to be dead yet.
        if (former := self.streams.get(connected.visit_id)) is not None:
            former.end()
        if (sign := self._signs.get(connected.media_id)) is not None:
            stream.tell(sign)
        self.streams[connected.visit_id] = stream
        metrics.EVENT_STREAMS.set(len(self.streams))
        self._start()
        try:
            await stream.run(receive, send)
        finally:
            if self.streams.get(connected.visit_id) is stream:
                del self.streams[connected.visit_id]
            if not self.streams:
                # No page listens any more, so these signs would become out of date.
                self._signs.clear()
            metrics.EVENT_STREAMS.set(len(self.streams))

    def _start(self) -> None:
        for seconds, act in (
            (PULSE_SECONDS, self._keep_open),
            (LOOK_SECONDS, self._look),
            (SIGNS_SECONDS, self._sign),
        ):
            task = self._tasks.get(act.__name__)
            if task is None or task.done():
                self._tasks[act.__name__] = asyncio.create_task(self._repeat(seconds, act))

    async def _repeat(self, seconds: float, act: Callable[[], Awaitable[None]]) -> None:
        """As long as anybody is connected. Whatever goes wrong, the streams stay open."""
        while self.streams:
            try:
                await act()
            except Exception as error:  # noqa: BLE001 (logged)
                _note(error)
                await asyncio.sleep(PAUSE_SECONDS)
            await asyncio.sleep(seconds)

    async def _keep_open(self) -> None:
        self._pulses += 1
        for visit_id, stream in self.streams.items():
            if visit_id % PULSES_TO_ALL == self._pulses % PULSES_TO_ALL:
                stream.keep_open()

    async def _look(self) -> None:
        """Tells each page what has changed since it was last told, and the visits that are over that they are."""
        self._looks += 1
        if self._looks % LOOKS_PER_RIGHT == 0:
            keys = {visit_id: stream.key for visit_id, stream in self.streams.items()}
            for visit_id in await self._in_thread(self._readers, over, keys):
                if (stream := self.streams.get(visit_id)) is not None:
                    stream.end(written(item_sign.OVER))
        self._signs |= await self._in_thread(self._readers, signs_of, self._items_in_turn())
        connected = {stream.media_id for stream in self.streams.values()}
        self._signs = {media_id: sign for media_id, sign in self._signs.items() if media_id in connected}
        for stream in self.streams.values():
            if (sign := self._signs.get(stream.media_id)) is not None:
                stream.tell(sign)

    def _items_in_turn(self) -> list[int]:
        ids = sorted({stream.media_id for stream in self.streams.values()})
        turns = -(-len(ids) // ITEMS_AT_ONCE)
        return ids[self._looks % turns :: turns] if turns else []

    async def _sign(self) -> None:
        await self._in_thread(self._writers, record_signs_of_life, list(self.streams))

    @staticmethod
    async def _in_thread(threads: ThreadPoolExecutor, question: Callable[[Asked], Answer], asked: Asked) -> Answer:
        return await asyncio.get_running_loop().run_in_executor(threads, question, asked)


def over(visits: dict[int, str]) -> list[int]:
    now = clock.utcnow()
    with database.reading() as db:
        return connected_visits.over(db, visits, now=now)


def signs_of(media_ids: list[int]) -> dict[int, str]:
    now = clock.utcnow()
    with database.reading() as db:
        signs = item_sign.of_all(db, media_ids, for_guests=True, now=now)
    return {media_id: written(sign) for media_id, sign in signs.items()}


def record_signs_of_life(visit_ids: list[int]) -> None:
    now = clock.utcnow()
    with database.reading() as db:
        due = connected_visits.silent(db, visit_ids, now=now)
    if due:
        with database.writing() as db:
            connected_visits.record_signs_of_life(db, due, now=now)


def _note(error: Exception) -> None:
    fault = fault_of(error)
    if fault is not None:
        # Logged once for each outage.
        fault_log.note(fault)
    else:
        log.error("unexpected", extra={"error": type(error).__name__, "at": logs.place_of(error)})
