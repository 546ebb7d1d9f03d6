"""The steps of the workflows: which guests they remove, wait for, or never touch (contract 5.26, 5.27)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from models.guests import playing
from models.media import showing
from models.plumbing import database
from models.tables import GuestEntry, GuestLink, GuestMembership, MediaItem, Notice
from tests.vocabulary import acts
from tests.vocabulary.maker import NOW, Maker, after

ENDS = [acts.turn_off, acts.delete_link]


def steps(maker: Maker) -> list[dict[str, str]]:
    """Of each workflow, the states of its steps by name."""
    return [{step.name: step.state for step in workflow.steps} for workflow in acts.workflows(maker)]


@pytest.mark.parametrize("end", ENDS)
def test_a_guest_who_watches_is_waited_for_and_the_others_are_removed(
    maker: Maker, end: Callable[[Maker, GuestLink], None]
) -> None:
    link = maker.link()
    watching, left, never_loaded = (maker.enter(link) for _ in range(3))
    key, left_key = acts.watch(maker, watching), acts.watch(maker, left)
    acts.do(maker, playing.leave, left, left_key)
    end(maker, link)
    acts.sweep(maker, now=after(1))
    assert acts.sessions(maker) == {watching.session_hash}
    assert never_loaded.session_hash not in acts.sessions(maker)
    assert acts.groups(maker) == {link.id}
    assert steps(maker) == [{"remove_guests": "waiting", "remove_groups": "waiting"}]
    assert acts.plays(maker, watching, key, now=after(1))


@pytest.mark.parametrize("end", ENDS)
def test_a_workflow_is_done_within_two_periods_after_the_last_visit_ends(
    maker: Maker, end: Callable[[Maker, GuestLink], None]
) -> None:
    link = maker.link()
    guest = maker.enter(link)
    key = acts.watch(maker, guest)
    end(maker, link)
    acts.sweep(maker, now=after(1))
    acts.do(maker, playing.leave, guest, key, now=after(2))
    acts.sweep(maker, now=after(10))
    assert acts.sessions(maker) == {guest.session_hash}
    acts.sweep(maker, now=after(11))
    assert acts.sessions(maker) == set()
    assert acts.groups(maker) == set()
    assert steps(maker) == [{"remove_guests": "done", "remove_groups": "done"}]


@pytest.mark.parametrize(("seconds", "removed"), [(299, False), (300, True), (301, True)])
def test_a_silent_visit_delays_nothing_from_5_minutes_on(maker: Maker, seconds: int, removed: bool) -> None:
    link = maker.link()
    guest = maker.enter(link)
    acts.watch(maker, guest)
    acts.turn_off(maker, link)
    acts.sweep(maker, now=after(seconds))
    assert (acts.sessions(maker) == set()) is removed


def test_the_guests_of_the_other_links_and_items_stay(maker: Maker) -> None:
    media_id = maker.media()
    gone, sibling, elsewhere = maker.link(media_id), maker.link(media_id), maker.link()
    maker.enter(gone)
    others = [maker.enter(sibling), maker.enter(elsewhere)]
    acts.delete_link(maker, gone)
    acts.sweep(maker)
    assert acts.sessions(maker) == {guest.session_hash for guest in others}
    assert acts.groups(maker) == {sibling.id, elsewhere.id}
    assert all(acts.load(maker, guest) for guest in others)


def test_after_off_and_on_again_only_the_old_guests_are_removed(maker: Maker) -> None:
    link = maker.link()
    old = maker.enter(link)
    acts.turn_off(maker, link)
    acts.turn_on(maker, link)
    new = maker.enter(link)
    acts.sweep(maker)
    assert old.session_hash not in acts.sessions(maker)
    assert acts.sessions(maker) == {new.session_hash}
    assert acts.groups(maker) == {link.id}
    assert acts.load(maker, new)


def test_after_off_and_on_again_a_link_without_guests_keeps_its_group(maker: Maker) -> None:
    link = maker.link()
    acts.turn_off(maker, link)
    acts.turn_on(maker, link)
    acts.sweep(maker)
    assert {workflow.state for workflow in acts.workflows(maker)} == {"done"}
    assert acts.groups(maker) == {link.id}
    assert acts.load(maker, maker.enter(link))


@pytest.mark.parametrize("order", [(0, 1), (1, 0), (0, 0, 1, 1), (1, 1, 0, 0)])
def test_workflows_in_any_order_and_twice_never_touch_a_later_epoch(maker: Maker, order: tuple[int, ...]) -> None:
    link = maker.link()
    guests = []
    for _ in range(3):
        acts.turn_on(maker, link)
        guests.append(maker.enter(link))
        if len(guests) < 3:
            acts.turn_off(maker, link)
    workflows = acts.workflows(maker)
    for position in order:
        acts.advance(maker, workflows[position].id)
        assert guests[2].session_hash in acts.sessions(maker)
    assert acts.sessions(maker) == {guests[2].session_hash}
    assert acts.groups(maker) == {link.id}
    assert acts.load(maker, guests[2])
    assert {workflow.state for workflow in acts.workflows(maker)} == {"done"}


def test_the_first_workflow_leaves_the_guest_of_the_second_epoch(maker: Maker) -> None:
    link = maker.link()
    maker.enter(link)
    acts.turn_off(maker, link)
    acts.turn_on(maker, link)
    second = maker.enter(link)
    acts.turn_off(maker, link)
    first, _ = acts.workflows(maker)
    acts.advance(maker, first.id)
    assert acts.sessions(maker) == {second.session_hash}
    # The group stays until its last guest is gone.
    assert acts.groups(maker) == {link.id}


def test_an_expired_link_tells_its_owner_once_and_removes_its_guests(maker: Maker) -> None:
    link = maker.link(days=1)
    maker.enter(link)
    expiry = NOW + timedelta(days=1)
    for seconds in (0, 30, 60):
        acts.sweep(maker, now=expiry + timedelta(seconds=seconds))
    assert acts.sessions(maker) == set()
    assert acts.groups(maker) == set()
    with database.reading(maker.bind) as db:
        assert [(notice.link_id, notice.event) for notice in db.scalars(select(Notice))] == [(link.id, "link_expired")]
        assert db.scalars(select(Notice.user_id)).one() == db.get_one(MediaItem, link.media_id).owner_id


def test_a_reached_limit_is_told_and_nothing_is_removed(maker: Maker) -> None:
    link = maker.link(clicks=1)
    guest = maker.enter(link)
    acts.sweep(maker)
    acts.sweep(maker, now=NOW + timedelta(hours=1))
    assert acts.sessions(maker) == {guest.session_hash}
    assert acts.groups(maker) == {link.id}
    assert acts.load(maker, guest)
    with database.reading(maker.bind) as db:
        assert db.scalars(select(Notice.event)).all() == ["limit_reached"]


def test_views_and_plays_outlive_the_visits_and_entries_outlive_the_sessions(maker: Maker) -> None:
    link = maker.link()
    guest = maker.enter(link)
    played, _only_viewed = acts.watch(maker, guest), acts.watch(maker, guest)
    assert acts.stays(maker, guest, played, played=True)
    acts.delete_link(maker, link)
    acts.sweep(maker, now=after(600))
    with database.reading(maker.bind) as db:
        item = db.get_one(MediaItem, link.media_id)
        assert showing.views_and_plays(db, item) == (item.past_views, item.past_plays) == (2, 1)
        assert db.scalars(select(GuestEntry.form_hash)).all() == [guest.session_hash]
        assert db.scalars(select(GuestMembership.session_id)).all() == []
