"""Removing one guest: out at once, and the others notice nothing (contract 2.55)."""

import pytest
from sqlalchemy import select

from models.errors import FormSpent, NotFound
from models.guests import connected_visits
from models.guests.removing_guests import remove_guest
from models.guests.visiting import Guest
from models.plumbing import database
from models.tables import GuestEntry, GuestLink, GuestMembership, Visit
from models.tables.visit import KEPT_AFTER_END
from tests.vocabulary import acts
from tests.vocabulary.maker import NOW, Maker, after


def entry_of(maker: Maker, guest: Guest) -> GuestEntry:
    with database.reading(maker.bind) as db:
        return db.scalars(select(GuestEntry).where(GuestEntry.form_hash == guest.session_hash)).one()


def remove(maker: Maker, guest: Guest, *, seconds: float = 0) -> None:
    acts.do(maker, remove_guest, entry_of(maker, guest).id, now=after(seconds))


def over(maker: Maker, *keys: str, seconds: float) -> set[str]:
    """Which of the connected pages would be told that they are over."""
    with database.reading(maker.bind) as db:
        ids = dict(iter(db.execute(select(Visit.id, Visit.key).where(Visit.key.in_(keys)))))
        return {ids[visit_id] for visit_id in connected_visits.over(db, ids, now=after(seconds))}


def test_a_removed_guest_is_out_at_once_and_the_others_go_on(maker: Maker) -> None:
    link = maker.link()
    guest, other = maker.enter(link), maker.enter(link)
    first, second, others = (acts.watch(maker, each) for each in (guest, guest, other))
    remove(maker, guest, seconds=1)
    assert not any(acts.plays(maker, guest, key, now=after(1)) for key in (first, second))
    assert not acts.stays(maker, guest, first, now=after(61))
    assert acts.load(maker, guest, now=after(1)) is None
    assert over(maker, first, second, others, seconds=1) == {first, second}
    assert acts.plays(maker, other, others, now=after(1))
    assert acts.load(maker, other, now=after(1))
    assert entry_of(maker, guest).removed_at == after(1)
    assert entry_of(maker, other).removed_at is None
    with database.reading(maker.bind) as db:
        assert len(db.scalars(select(GuestMembership)).all()) == 1


def test_the_way_in_stays_open_but_not_by_a_repeat_of_the_old_form(maker: Maker) -> None:
    link = maker.link(clicks=2)
    guest = maker.enter(link, form="the first form")
    remove(maker, guest, seconds=1)
    with pytest.raises(FormSpent):
        maker.enter(link, form="the first form", now=after(2))
    assert acts.load(maker, guest, now=after(2)) is None
    again = maker.enter(link, form="a fresh form", now=after(3))
    assert acts.load(maker, again, now=after(3))
    assert acts.status(maker, link, now=after(3)) == "limit_reached"


def test_a_removed_guest_does_not_come_back_when_access_or_the_link_does(maker: Maker) -> None:
    link = maker.link()
    guest = maker.enter(link)
    remove(maker, guest)
    acts.turn_off(maker, link)
    acts.turn_on(maker, link)
    for seconds in (1, 11, 21):
        acts.sweep(maker, now=after(seconds))
        assert acts.load(maker, guest, now=after(seconds)) is None


def test_removing_twice_keeps_the_first_time(maker: Maker) -> None:
    guest = maker.enter(maker.link())
    link = acts.do(maker, remove_guest, entry_of(maker, guest).id, now=after(1))
    assert link is not None
    assert acts.do(maker, remove_guest, entry_of(maker, guest).id, now=after(2)) is None
    assert entry_of(maker, guest).removed_at == after(1)


def test_a_guest_whose_session_is_gone_is_marked_all_the_same(maker: Maker) -> None:
    link = maker.link()
    guest = maker.enter(link)
    acts.turn_off(maker, link)
    acts.sweep(maker, now=after(1))
    assert acts.sessions(maker) == set()
    remove(maker, guest, seconds=2)
    assert entry_of(maker, guest).removed_at == after(2)


def test_the_rows_of_ended_visits_stay_for_a_while(maker: Maker) -> None:
    """A process that holds the stream of the page must not take the next visit for this one."""
    link = maker.link()
    guest, other = maker.enter(link), maker.enter(link)
    acts.watch(maker, guest)
    remove(maker, guest, seconds=1)
    acts.watch(maker, other, now=after(2))
    for seconds, left in ((0, 2), (KEPT_AFTER_END.total_seconds(), 2), (KEPT_AFTER_END.total_seconds() + 1, 1)):
        acts.sweep(maker, now=after(seconds))
        with database.reading(maker.bind) as db:
            assert len(db.scalars(select(Visit.id)).all()) == left


def test_an_unknown_guest_is_named(maker: Maker) -> None:
    with pytest.raises(NotFound, match="There is no guest entry 99"):
        acts.do(maker, remove_guest, 99, now=NOW)


def test_links_of_others_are_untouched(maker: Maker) -> None:
    link = maker.link()
    guest = maker.enter(link)
    remove(maker, guest)
    with database.reading(maker.bind) as db:
        found = db.get_one(GuestLink, link.id)
        assert (found.clicks, found.play_epoch, found.access_epoch) == (1, 0, 1)


def test_the_row_of_the_session_goes_when_nothing_needs_it_any_more(maker: Maker) -> None:
    """And not before, because of the rows of its visits."""
    link = maker.link()
    guest, other = maker.enter(link), maker.enter(link)
    acts.watch(maker, guest)
    remove(maker, guest, seconds=1)
    kept = KEPT_AFTER_END.total_seconds()
    for seconds, left in ((1 + kept - 1, 2), (1 + kept, 1), (1 + kept + 1, 1)):
        acts.sweep(maker, now=after(seconds))
        assert len(acts.sessions(maker)) == left
    assert acts.sessions(maker) == {other.session_hash}
