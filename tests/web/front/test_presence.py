"""Pages that are connected: what they are told, and what stays true of their visits (contract 3.46)."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, text, update

from models.plumbing import database
from models.tables import MediaFile, MediaItem, Visit
from tests.conftest import database_url  # noqa: F401 (both databases)
from tests.vocabulary.event_streams import load_pages
from tests.vocabulary.maker import Maker
from tests.vocabulary.site import now
from tests.web.front.connected import Client, Scene, until
from web.front import presence
from web.front.event_streams import EventStream
from web.front.presence import Presence


@pytest.fixture
def scene(maker: Maker, monkeypatch: pytest.MonkeyPatch) -> Scene:
    for name in ("LOOK_SECONDS", "SIGNS_SECONDS", "PULSE_SECONDS", "PAUSE_SECONDS"):
        monkeypatch.setattr(presence, name, 0.02)
    return Scene(maker)


def change(statement: Any) -> None:
    with database.writing() as db:
        db.execute(statement)


def is_ready(sign: dict[str, Any]) -> bool:
    return bool(sign.get("prepared")) and sign["prepared"]["state"] == "ready"


def test_a_page_is_told_how_things_are_and_then_only_what_changes(scene: Scene) -> None:
    async def story(_office: Presence, clients: list[Client]) -> None:
        for client in clients:
            await client.hears(is_ready)
        change(delete(MediaFile).where(MediaFile.media_id == scene.links[0].media_id))
        for client in clients[:2]:
            await client.hears(lambda sign: sign["prepared"]["state"] == "failed")
        await until(lambda: all(client.received.count(b"\n:\n") > 3 for client in clients))
        assert [len(client.told) for client in clients] == [2, 2, 1, 1]

    scene.play(story)


def test_exactly_the_visits_that_are_over_are_told_so_and_closed(scene: Scene) -> None:
    async def story(office: Presence, clients: list[Client]) -> None:
        visits = list(office.streams)
        change(update(Visit).where(Visit.id == visits[1]).values(ended_at=now()))
        await clients[1].hears(lambda sign: sign.get("ended"))
        await clients[1].task
        assert clients[1].is_complete
        change(update(MediaItem).where(MediaItem.id == scene.links[1].media_id).values(missing_since=now()))
        for client in clients[2:]:
            await client.hears(lambda sign: sign.get("ended"))
        assert list(office.streams) == visits[:1]
        assert not clients[0].is_complete
        assert not any(sign.get("ended") for sign in clients[0].told)

    scene.play(story)


def test_the_signs_of_life_of_connected_visits_are_written(scene: Scene) -> None:
    async def story(_office: Presence, _clients: list[Client]) -> None:
        load_pages(scene.links[0], 1, now=now())
        long_ago = now() - timedelta(minutes=4)
        change(update(Visit).values(last_seen_at=long_ago))

        def silent() -> list[bool]:
            with database.reading() as db:
                return [seen == long_ago for seen in db.scalars(select(Visit.last_seen_at).order_by(Visit.id))]

        await until(lambda: silent() == [False, False, False, False, True])

    scene.play(story)


def test_streams_stay_open_while_the_database_cannot_be_asked(scene: Scene) -> None:
    async def story(office: Presence, clients: list[Client]) -> None:
        await clients[0].hears(is_ready)
        change(text("ALTER TABLE visit RENAME TO away"))
        before = [client.received.count(b"\n:\n") for client in clients]
        await until(
            lambda: all(client.received.count(b"\n:\n") > n + 2 for client, n in zip(clients, before, strict=True))
        )
        change(text("ALTER TABLE away RENAME TO visit"))
        assert len(office.streams) == 4
        assert not any(sign.get("ended") for client in clients for sign in client.told)
        change(update(Visit).where(Visit.id == next(iter(office.streams))).values(ended_at=now()))
        await clients[0].hears(lambda sign: sign.get("ended"))

    scene.play(story)


def test_a_page_that_connects_again_replaces_its_old_connection(scene: Scene) -> None:
    async def story(office: Presence, clients: list[Client]) -> None:
        await clients[0].hears(is_ready)
        visit_id = next(iter(office.streams))
        clients.append(Client(office, visit_id, scene.links[0].media_id))
        await clients[0].task
        assert clients[0].is_complete
        await clients[-1].hears(is_ready)
        assert len(office.streams) == 4

    scene.play(story)


def test_a_process_that_stops_ends_its_streams_and_no_visit(scene: Scene) -> None:
    async def story(_office: Presence, clients: list[Client]) -> None:
        for client in clients:
            client.end()
            await client.task
            assert client.is_complete
            assert not any(sign.get("ended") for sign in client.told)

    scene.play(story)
    with database.reading() as db:
        assert db.scalars(select(Visit.ended_at)).all() == [None] * 4


def test_after_the_last_page_nothing_is_asked(scene: Scene) -> None:
    offices: list[Presence] = []

    async def story(office: Presence, clients: list[Client]) -> None:
        offices.append(office)
        for client in clients:
            client.leave()
        await asyncio.gather(*(client.task for client in clients))
        await until(lambda: all(task.done() for task in office._tasks.values()))
        clients.append(Client(office, 1, scene.links[0].media_id))
        await clients[-1].hears(is_ready)

    scene.play(story)


def test_the_first_page_after_a_pause_is_not_told_how_things_were_before_it(scene: Scene) -> None:
    async def story(office: Presence, clients: list[Client]) -> None:
        for client in clients:
            await client.hears(is_ready)
            client.leave()
        await until(lambda: all(task.done() for task in office._tasks.values()))
        change(delete(MediaFile).where(MediaFile.media_id == scene.links[0].media_id))
        clients.append(Client(office, 1, scene.links[0].media_id))
        await clients[-1].hears(lambda sign: sign["prepared"]["state"] == "failed")
        assert len(clients[-1].told) == 1

    scene.play(story)


def test_each_of_many_items_has_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presence, "ITEMS_AT_ONCE", 3)
    office, seen = Presence(), list[int]()
    office.streams = {visit: EventStream(visit % 8, key="", retry_ms=1) for visit in range(40)}
    for _ in range(3):
        office._looks += 1
        turn = office._items_in_turn()
        assert len(turn) <= 3
        seen += turn
    assert sorted(seen) == list(range(8))
