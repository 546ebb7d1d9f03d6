"""*End now* of a link and of an item: nothing plays, nobody enters, and the rest goes on (contract 2.53, 2.54)."""

import pytest
from sqlalchemy import select

from models.errors import DoesNotAdmit
from models.links import ending, listing
from models.plumbing import database
from models.tables import GuestLink, MediaItem
from tests.vocabulary import acts
from tests.vocabulary.maker import NOW, Maker, after


def row(maker: Maker, link: GuestLink) -> GuestLink:
    with database.reading(maker.bind) as db:
        return db.get_one(GuestLink, link.id)


def end(maker: Maker, link: GuestLink, *, seconds: float = 0) -> bool:
    ended: bool = acts.do(maker, ending.end_link, link.id, now=after(seconds))
    return ended


def test_an_ended_link_admits_nobody_and_its_open_pages_get_no_byte_and_others_go_on(maker: Maker) -> None:
    link = maker.link(days=7)
    other = maker.link(link.media_id)
    guest, stranger = maker.enter(link), maker.enter(other)
    key, others = acts.watch(maker, guest), acts.watch(maker, stranger)
    assert end(maker, link, seconds=1)
    # No clock is compared with the mark: it holds an hour before it, too.
    for seconds in (-3600, 0, 1, 2):
        assert acts.status(maker, link, now=after(seconds)) == "expired"
    assert not acts.plays(maker, guest, key, now=after(2))
    assert not acts.stays(maker, guest, key, now=after(2))
    assert acts.load(maker, guest, now=after(2)) is None
    with pytest.raises(DoesNotAdmit, match="expired"):
        maker.enter(link, now=after(2))
    assert acts.plays(maker, stranger, others, now=after(2))
    assert acts.load(maker, stranger, now=after(2))
    assert acts.status(maker, other, now=after(2)) == "active"


def test_ending_twice_is_ending_once(maker: Maker) -> None:
    link = maker.link()
    assert end(maker, link, seconds=1)
    assert not end(maker, link, seconds=2)
    found = row(maker, link)
    assert (found.ended_at, found.expiry_recorded_at, found.play_epoch) == (after(1), after(1), 1)
    assert [(workflow.event, workflow.epoch) for workflow in acts.workflows(maker)] == [("link_ended", 1)]


def test_an_expired_link_can_be_ended_and_its_expiry_is_recorded_once(maker: Maker) -> None:
    """Its loaded pages play on after the expiry, and stop now."""
    link = maker.link(days=1)
    day = 24 * 3600
    guest = maker.enter(link, now=after(day - 60))
    key = acts.watch(maker, guest, now=after(day - 60))
    acts.sweep(maker, now=after(day))
    assert acts.plays(maker, guest, key, now=after(day + 1))
    assert end(maker, link, seconds=day + 2)
    assert not acts.plays(maker, guest, key, now=after(day + 3))
    assert row(maker, link).expiry_recorded_at == after(day)
    assert acts.sweep(maker, now=after(day + 4))["expire_links"] == []


def test_the_sweep_does_not_expire_an_ended_link_again(maker: Maker) -> None:
    link = maker.link(days=1)
    end(maker, link, seconds=1)
    assert acts.sweep(maker, now=after(25 * 3600))["expire_links"] == []


def test_a_workflow_removes_the_guests_of_an_ended_link_and_tells_nobody(maker: Maker) -> None:
    link = maker.link()
    other = maker.link(link.media_id)
    maker.enter(link)
    stranger = maker.enter(other)
    end(maker, link, seconds=1)
    for seconds in (2, 12, 22):
        acts.sweep(maker, now=after(seconds))
    assert acts.sessions(maker) == {stranger.session_hash}
    assert acts.groups(maker) == {other.id}
    assert [(workflow.event, workflow.state) for workflow in acts.workflows(maker)] == [("link_ended", "done")]


def test_a_deleted_link_and_an_unknown_one_are_left_alone(maker: Maker) -> None:
    link = maker.link()
    acts.delete_link(maker, link)
    assert not end(maker, link, seconds=1)
    found = row(maker, link)
    assert (found.ended_at, found.play_epoch) == (None, 0)
    assert not acts.do(maker, ending.end_link, 99, now=NOW)
    assert [workflow.event for workflow in acts.workflows(maker)] == ["link_deleted"]


@pytest.mark.parametrize("off_before", [False, True])
def test_ending_an_item_stops_the_pages_of_all_its_links_and_of_no_other_item(maker: Maker, off_before: bool) -> None:
    first = maker.link()
    second, deleted, elsewhere = maker.link(first.media_id), maker.link(first.media_id), maker.link()
    links = (first, second, deleted, elsewhere)
    guests = [maker.enter(link) for link in links]
    keys = [acts.watch(maker, guest) for guest in guests]
    acts.delete_link(maker, deleted, now=after(1))
    if off_before:
        acts.turn_off(maker, first, now=after(1))
    assert all(acts.plays(maker, guest, key, now=after(2)) for guest, key in zip(guests, keys, strict=True))
    acts.do(maker, ending.end_item, first.media_id, now=after(3))
    assert [acts.plays(maker, guest, key, now=after(4)) for guest, key in zip(guests, keys, strict=True)] == [
        False,
        False,
        False,
        True,
    ]
    assert [acts.status(maker, link, now=after(4)) for link in links] == ["off", "off", "deleted", "active"]
    with database.reading(maker.bind) as db:
        assert db.get_one(MediaItem, first.media_id).access_epoch == 2
        assert len(set(db.scalars(select(GuestLink.play_epoch)))) == 2
    # Turned on again, the links work for new guests, and the stopped pages stay stopped.
    acts.turn_on(maker, first, now=after(5))
    assert acts.load(maker, maker.enter(first, now=after(6)), now=after(6))
    assert not acts.plays(maker, guests[0], keys[0], now=after(6))


def test_ending_an_item_twice_is_safe(maker: Maker) -> None:
    link = maker.link()
    assert [acts.do(maker, ending.end_item, link.media_id, now=after(seconds)) for seconds in (1, 2)] == [True, False]
    assert [workflow.event for workflow in acts.workflows(maker)] == ["access_off"]
    assert acts.status(maker, link, now=after(3)) == "off"


def test_where_access_is_off_already_it_tells_whether_anybody_was_watching(maker: Maker) -> None:
    link, elsewhere = maker.link(), maker.link()
    for each in (link, elsewhere):
        acts.watch(maker, maker.enter(each))
    acts.turn_off(maker, link, now=after(1))
    assert [acts.do(maker, ending.end_item, link.media_id, now=after(seconds)) for seconds in (2, 3)] == [True, False]


@pytest.mark.parametrize("ends", ["link", "item"])
def test_nobody_is_connected_any_more_and_the_guests_of_other_links_still_are(maker: Maker, ends: str) -> None:
    link = maker.link()
    other = maker.link(link.media_id if ends == "link" else None)
    for each in (link, other):
        acts.watch(maker, maker.enter(each))
    if ends == "link":
        end(maker, link, seconds=1)
    else:
        acts.do(maker, ending.end_item, link.media_id, now=after(1))
    with database.reading(maker.bind) as db:
        connected = [listing.link_by_id(db, each.id, now=after(2)).connected for each in (link, other)]
    assert connected == [0, 1]
