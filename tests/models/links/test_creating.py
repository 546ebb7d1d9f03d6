"""Creating links: three for each item, one for each form, and in the state of the item (contract 2.10, 4.29)."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from models.errors import Forbidden, FormSpent, NotFound, ThreeLinks
from models.links import creating, tokens
from models.links.creating import NewLink
from models.plumbing import database, keys
from models.tables import GuestLink, MediaItem
from tests.vocabulary import acts
from tests.vocabulary.maker import NOW, Maker

NEW_LINK = NewLink("A link", None, None)


def test_an_item_has_three_places_and_a_fourth_link_is_refused(maker: Maker) -> None:
    media_id, elsewhere = maker.media(), maker.media()
    links = [maker.link(media_id) for _ in range(3)]
    with pytest.raises(ThreeLinks, match="already has 3 guest links"):
        maker.link(media_id)
    assert acts.slots(maker, media_id) == {1: links[0].id, 2: links[1].id, 3: links[2].id}
    assert maker.link(elsewhere).slot == 1


def test_expired_and_used_up_links_keep_their_places(maker: Maker) -> None:
    media_id = maker.media()
    maker.link(media_id, days=1)
    maker.enter(maker.link(media_id, clicks=1))
    maker.link(media_id)
    later = NOW + timedelta(days=2)
    acts.sweep(maker, now=later)
    with pytest.raises(ThreeLinks):
        maker.link(media_id, now=later)


@pytest.mark.parametrize("row", [{"slot": 1}, {"slot": 4}, {"slot": None}], ids=str)
def test_the_database_refuses_a_place_that_is_taken_or_does_not_exist(maker: Maker, row: dict[str, Any]) -> None:
    link = maker.link()
    raw = {
        "media_id": link.media_id,
        "name": "By hand",
        "key_id": "x",
        "token_salt": b"0" * 16,
        "token_hash": "0" * 64,
        "clicks": 0,
        "created_at": NOW,
        "access_on": True,
        "access_epoch": 1,
        "media_available": True,
    }
    with pytest.raises(IntegrityError), database.writing(maker.bind) as db:
        db.execute(insert(GuestLink).values(raw | row))
    assert acts.slots(maker, link.media_id) == {1: link.id}
    with database.writing(maker.bind) as db:
        db.execute(insert(GuestLink).values(raw | {"slot": 2}))
    assert set(acts.slots(maker, link.media_id)) == {1, 2}


def test_a_channel_room_never_gets_a_link(maker: Maker) -> None:
    room = maker.media(kind="channel_room", access=False)
    with pytest.raises(Forbidden):
        maker.link(room)
    assert acts.slots(maker, room) == {}
    assert acts.slots(maker, maker.link(maker.media(kind="room")).media_id)


def test_no_link_is_created_for_missing_or_deleted_media(maker: Maker) -> None:
    link = maker.link()
    acts.delete_media(maker, link)
    for media_id in (link.media_id, 999_999):
        with pytest.raises(NotFound):
            acts.do(maker, creating.create_link, media_id, NEW_LINK)


def test_a_new_link_takes_over_the_state_of_its_item(maker: Maker) -> None:
    media_id = maker.media()
    first = maker.link(media_id)
    acts.turn_off(maker, first)
    made_off = maker.link(media_id)
    assert acts.status(maker, made_off) == "off"
    acts.turn_on(maker, first)
    assert acts.load(maker, maker.enter(made_off))
    with database.writing(maker.bind) as db:
        db.get_one(MediaItem, media_id).missing_since = NOW
    assert acts.status(maker, maker.link(media_id)) == "media_gone"


def test_only_the_hash_of_a_token_is_stored_and_the_key_makes_the_token_again(maker: Maker) -> None:
    one, two = maker.link(), maker.link()
    token = maker.token(one)
    assert len(token) == 32
    assert one.token_hash == keys.digest(token) != two.token_hash
    assert tokens.url_of(one, "https://media.example.org") == f"https://media.example.org/g/{token}"


def send(maker: Maker, media_id: int, form_id: str, name: str = "A link") -> GuestLink:
    return acts.do(maker, creating.create_link, media_id, NewLink(name, None, None, form_id))


def test_a_form_that_is_sent_again_leads_to_the_link_that_it_made(maker: Maker) -> None:
    media_id, elsewhere = maker.media(), maker.media()
    link = send(maker, media_id, "one")
    assert send(maker, media_id, "one", "Another name").id == link.id
    others = [send(maker, media_id, form_id) for form_id in ("two", "three")]
    assert send(maker, media_id, "one").id == link.id, "also when all places are taken"
    assert len({link.id, *(other.id for other in others)}) == 3
    assert send(maker, elsewhere, "one").id != link.id, "a form belongs to one item"


def test_without_an_id_each_form_makes_a_link(maker: Maker) -> None:
    media_id = maker.media()
    assert send(maker, media_id, "").id != send(maker, media_id, "").id


def test_a_form_whose_link_was_deleted_makes_no_other(maker: Maker) -> None:
    link = send(maker, maker.media(), "one")
    acts.delete_link(maker, link)
    with pytest.raises(FormSpent):
        send(maker, link.media_id, "one")
    assert acts.slots(maker, link.media_id) == {}


def test_the_name_is_kept_as_it_is_searched(maker: Maker) -> None:
    made = acts.do(maker, creating.create_link, maker.media(), NewLink("Für DANA", None, None))
    with database.reading(maker.bind) as db:
        assert db.scalar(select(GuestLink.folded).where(GuestLink.id == made.id)) == "fur dana"
