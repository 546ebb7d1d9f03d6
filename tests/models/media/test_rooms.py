"""Rooms: who may join one, and which addresses are accepted (contract 6.15, 10.1)."""

from datetime import timedelta
from typing import Any

import pytest

from models.errors import Forbidden, Invalid, NoRight, NotFound
from models.guests import visiting
from models.guests.visiting import Guest
from models.links import switching
from models.media import media_fields, rooms
from models.plumbing import database
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
            return visiting.room_for(db, guest, key, now=now)
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
    acts.do(maker, visiting.leave, guest, key)
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


@pytest.mark.parametrize(
    "url",
    [
        "",
        "  ",
        "meet.example.org/x",
        "ftp://meet.example.org/x",
        "https:///x",
        "https://meet.example.org",
        "https://meet.example.org/",
        "https://meet.example.org/?x=1",
        "https://user:pass@meet.example.org/x",
        "https://meet.example.org/x#y",
        "https://meet.example.org/a b",
        "https://meet.example.org:0/x",
        "https://meet.example.org:99999/x",
        "javascript:alert(1)",
        "https://meet.example.org/\0",
        "https://meet.example.org/\ud800",
        "https://meet.example.org/" + "x" * 2000,
    ],
)
def test_anything_but_an_address_of_a_room_is_refused(url: str) -> None:
    with pytest.raises(Invalid) as refusal:
        media_fields.clean_join_url(url)
    assert refusal.value.field == "join_url"


def test_an_address_of_a_room_is_kept_as_it_is() -> None:
    for url in (URL, "http://10.0.0.1:8080/x/y", "https://meet.example.org/R?config=1"):
        assert media_fields.clean_join_url(f"  {url} ") == url
