"""Switching guest access off and on: epochs, and what works again (contract 2.24, 2.25, 2.26)."""

from datetime import timedelta

import pytest
from sqlalchemy import delete

from models.errors import DoesNotAdmit, Forbidden, NotFound
from models.links import switching
from models.plumbing import database
from models.tables import GuestGroup, MediaItem
from tests.vocabulary import acts
from tests.vocabulary.maker import NOW, Maker


def item(maker: Maker, media_id: int) -> MediaItem:
    with database.reading(maker.bind) as db:
        return db.get_one(MediaItem, media_id)


def test_access_is_off_on_a_new_item(maker: Maker) -> None:
    link = maker.link(maker.media(access=False))
    assert acts.status(maker, link) == "off"
    acts.turn_on(maker, link)
    assert acts.status(maker, link) == "active"


def test_off_admits_no_one_to_this_item_and_leaves_others_alone(maker: Maker) -> None:
    media_id = maker.media()
    links, elsewhere = [maker.link(media_id), maker.link(media_id)], maker.link()
    acts.turn_off(maker, links[0])
    for link in links:
        with pytest.raises(DoesNotAdmit, match="off"):
            maker.enter(link)
    assert acts.load(maker, maker.enter(elsewhere))


def test_switching_off_twice_changes_nothing(maker: Maker) -> None:
    link = maker.link()
    assert [acts.do(maker, switching.turn_off_access, link.media_id) for _ in range(2)] == [True, False]
    assert item(maker, link.media_id).access_epoch == 2
    assert [(workflow.event, workflow.epoch) for workflow in acts.workflows(maker)] == [("access_off", 1)]


def test_switching_on_twice_changes_nothing_and_no_guest_loses_the_session(maker: Maker) -> None:
    link = maker.link()
    guest = maker.enter(link)
    assert [acts.do(maker, switching.turn_on_access, link.media_id) for _ in range(2)] == [False, False]
    assert item(maker, link.media_id).access_epoch == 1
    assert acts.load(maker, guest)


def test_links_that_have_not_ended_work_when_access_is_on_again(maker: Maker) -> None:
    media_id = maker.media()
    forever, expiring, used_up = maker.link(media_id), maker.link(media_id, days=1), maker.link(media_id, clicks=1)
    maker.enter(used_up)
    acts.turn_off(maker, forever)
    later = NOW + timedelta(days=1)
    acts.turn_on(maker, forever, now=later)
    states = {link.id: acts.status(maker, link, now=later) for link in (forever, expiring, used_up)}
    assert states == {forever.id: "active", expiring.id: "expired", used_up.id: "limit_reached"}


@pytest.mark.parametrize(("seconds", "status"), [(-1, "active"), (0, "expired"), (1, "expired")])
def test_the_duration_of_a_link_goes_on_while_it_is_off(maker: Maker, seconds: int, status: str) -> None:
    link = maker.link(days=1)
    acts.turn_off(maker, link)
    then = NOW + timedelta(days=1, seconds=seconds)
    acts.turn_on(maker, link, now=then)
    assert acts.status(maker, link, now=then) == status


def test_a_deleted_link_stays_deleted_when_access_is_switched_on(maker: Maker) -> None:
    media_id = maker.media()
    deleted, alive = maker.link(media_id), maker.link(media_id)
    acts.delete_link(maker, deleted)
    acts.turn_off(maker, alive)
    acts.turn_on(maker, alive)
    assert (acts.status(maker, deleted), acts.status(maker, alive)) == ("deleted", "active")


def test_switching_on_makes_the_missing_groups_of_living_links_again(maker: Maker) -> None:
    media_id = maker.media()
    alive, expired, deleted = maker.link(media_id), maker.link(media_id, days=1), maker.link(media_id)
    acts.delete_link(maker, deleted)
    acts.turn_off(maker, alive)
    with database.writing(maker.bind) as db:
        db.execute(delete(GuestGroup))
    acts.turn_on(maker, alive, now=expired.created_at + timedelta(days=1))
    assert acts.groups(maker) == {alive.id}


def test_each_switching_off_raises_the_epoch_and_ends_the_sessions_of_earlier_guests(maker: Maker) -> None:
    link = maker.link()
    generations = []
    for _ in range(3):
        acts.turn_on(maker, link)
        generations.append(maker.enter(link))
        assert [bool(acts.load(maker, guest)) for guest in generations[:-1]] == [False] * (len(generations) - 1)
        assert acts.load(maker, generations[-1])
        acts.turn_off(maker, link)
    assert [workflow.epoch for workflow in acts.workflows(maker)] == [1, 2, 3]


def test_a_channel_room_is_never_switched_on(maker: Maker) -> None:
    room = maker.media(kind="channel_room", access=False)
    with pytest.raises(Forbidden):
        acts.do(maker, switching.turn_on_access, room)
    assert not item(maker, room).guest_access


def test_deleted_media_is_never_switched_on_again(maker: Maker) -> None:
    link = maker.link()
    acts.delete_media(maker, link)
    with pytest.raises(NotFound):
        acts.turn_on(maker, link)
    assert not item(maker, link.media_id).guest_access
