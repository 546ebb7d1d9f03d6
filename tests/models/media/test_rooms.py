"""Rooms: who may join one (contract 10.1)."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from models.errors import Forbidden, NoRight, NotFound
from models.guests import playing
from models.guests.visiting import Guest
from models.links import switching
from models.media import rooms
from models.plumbing import database
from models.tables import Room
from tests.vocabulary import acts
from tests.vocabulary.maker import NOW, Maker

URL = "https://meet.example.org/OurRoom"


def room(maker: Maker, *, channel: bool = False, url: str = URL) -> int:
    owner_id = maker.user().id
    made = acts.do(maker, rooms.add_room, owner_id=owner_id, title="Board", join_url=url, channel=channel, now=NOW)
    return int(made.id)


def guest_of_a_room(maker: Maker) -> tuple[Any, Guest, str]:
    link = maker.link(room(maker))
    acts.turn_on(maker, link)
    guest = maker.enter(link)
    return link, guest, acts.watch(maker, guest)


def joins(maker: Maker, guest: Guest, key: str, *, now: Any = NOW) -> tuple[str, str] | None:
    """The address of the room and the guest's name, or None if the guest may not join."""
    try:
        with database.reading(maker.bind) as db:
            return playing.room_for(db, guest, key, now=now)
    except NoRight:
        return None


def test_a_live_visit_joins_with_the_guests_name(maker: Maker) -> None:
    _, guest, key = guest_of_a_room(maker)
    assert joins(maker, guest, key) == (URL, "Dana")


def test_other_guests_other_items_and_dead_visits_join_nothing(maker: Maker) -> None:
    link, guest, key = guest_of_a_room(maker)
    other = maker.enter(link)
    _, elsewhere, _ = guest_of_a_room(maker)
    assert joins(maker, other, key) is None
    assert joins(maker, elsewhere, key) is None
    assert joins(maker, guest, key, now=NOW + timedelta(minutes=5)) is None
    acts.do(maker, playing.leave, guest, key)
    assert joins(maker, guest, key) is None


def test_a_loaded_page_joins_after_access_is_off_but_not_after_the_room_is_deleted(maker: Maker) -> None:
    link, guest, key = guest_of_a_room(maker)
    acts.turn_off(maker, link)
    assert joins(maker, guest, key)
    acts.delete_media(maker, link)
    assert joins(maker, guest, key) is None


def test_a_video_is_not_a_room(maker: Maker) -> None:
    guest = maker.enter(maker.link())
    assert joins(maker, guest, acts.watch(maker, guest)) is None
    with database.reading(maker.bind) as db, pytest.raises(NotFound):
        rooms.join_url_of(db, maker.media())


def test_a_channel_room_has_neither_links_nor_access(maker: Maker) -> None:
    media_id = room(maker, channel=True)
    with pytest.raises(Forbidden, match="never have guest access"):
        maker.link(media_id)
    with pytest.raises(Forbidden, match="never have guest access"):
        acts.do(maker, switching.turn_on_access, media_id)


def test_a_room_may_move_and_those_who_join_later_are_led_there(maker: Maker) -> None:
    _, guest, key = guest_of_a_room(maker)
    other = room(maker)
    with database.reading(maker.bind) as db:
        moved = db.scalars(select(Room.media_id).where(Room.media_id != other)).one()
    with database.writing(maker.bind) as db:
        changed = [rooms.change_address(db, moved, "https://meet.example.org/Moved") for _ in range(2)]
    assert changed == [True, False]
    assert joins(maker, guest, key) == ("https://meet.example.org/Moved", "Dana")
    with database.reading(maker.bind) as db:
        assert rooms.join_url_of(db, other) == URL
    with database.writing(maker.bind) as db, pytest.raises(NotFound):
        rooms.change_address(db, maker.media(), URL)
