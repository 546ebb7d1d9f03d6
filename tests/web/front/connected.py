"""Pages that are connected to an office of presence, without a network."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy import select

from models.plumbing import database
from models.tables import Visit
from tests.conftest import database_url  # noqa: F401 (both databases)
from tests.vocabulary.event_streams import load_pages
from tests.vocabulary.maker import Maker
from tests.vocabulary.site import now
from tests.web import apart
from web.front.presence import Presence
from web.guest.events import Connected

SECONDS_TO_COME = 60


class Client:
    """A page that is connected, without a network."""

    def __init__(self, office: Presence, visit_id: int, media_id: int) -> None:
        self.arriving, self.received, self.is_complete = asyncio.Queue[dict[str, Any]](), b"", False
        self.end: Callable[[], None] = lambda: None
        with database.reading() as db:
            key = db.scalar(select(Visit.key).where(Visit.id == visit_id)) or ""
        connected = Connected(visit_id, media_id, key)
        self.task = asyncio.create_task(office.hold(connected, self.arriving.get, self.send, self.hold_open))

    def hold_open(self, end: Callable[[], None]) -> None:
        self.end = end

    async def send(self, message: Any) -> None:
        self.received += message["body"]
        self.is_complete = not message["more_body"]

    def leave(self) -> None:
        self.arriving.put_nowait({"type": "http.disconnect"})

    @property
    def told(self) -> list[dict[str, Any]]:
        lines = self.received.decode().splitlines()
        return [json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data: ")]

    async def hears(self, is_it: Callable[[dict[str, Any]], object]) -> None:
        await until(lambda: any(is_it(sign) for sign in self.told))


async def until(is_so: Callable[[], object]) -> None:
    while not is_so():
        await asyncio.sleep(0.01)


Story = Callable[[Presence, list[Client]], Awaitable[None]]


class Scene:
    """Two items with two connected visits each."""

    def __init__(self, maker: Maker) -> None:
        self.links = [maker.link(now=now()) for _ in range(2)]
        for link in self.links:
            load_pages(link, 2, now=now())

    def play(self, story: Story) -> None:
        async def run() -> None:
            office = Presence()
            with database.reading() as db:
                visits = db.execute(select(Visit.id, Visit.media_id).order_by(Visit.id)).all()
            clients = [Client(office, *visit) for visit in visits]
            try:
                async with asyncio.timeout(SECONDS_TO_COME):
                    await until(lambda: len(office.streams) == len(clients))
                    await story(office, clients)
            finally:
                for client in clients:
                    client.leave()
                await asyncio.gather(*(client.task for client in clients))
            assert office.streams == {}

        apart.run(run())
