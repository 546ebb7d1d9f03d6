"""How many guests a link or an item has had, and how many are here now (contract 4.48)."""

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select

from models.guests import playing, removing_guests
from models.guests.erasing import erase_guests
from models.guests.guest_entries import Whose
from models.guests.totals import Totals, totals
from models.plumbing import database
from models.tables import GuestEntry
from tests.vocabulary import acts, plans
from tests.vocabulary.maker import NOW, Maker, after


def counted(maker: Maker, whose: Whose, at: float = 60) -> Totals:
    with database.reading(maker.bind) as db:
        return totals(db, whose, now=after(at))


def test_each_guest_counts_once_and_none_of_another_item_does(maker: Maker) -> None:
    link = maker.link()
    sibling, elsewhere = maker.link(link.media_id), maker.link()
    for each in (sibling, elsewhere, elsewhere):
        acts.watch(maker, maker.enter(each))
    two_pages, left = maker.enter(link), maker.enter(link)
    acts.watch(maker, two_pages)
    acts.watch(maker, two_pages)
    acts.do(maker, playing.leave, left, acts.watch(maker, left), now=after(10))
    assert counted(maker, Whose(link.media_id, link.id)) == Totals(2, 1)
    assert counted(maker, Whose(link.media_id)) == Totals(3, 2)
    acts.delete_link(maker, link, now=after(30))
    assert counted(maker, Whose(link.media_id)).entered == 3, "the guests of deleted links are listed too"


@pytest.mark.parametrize(("seconds", "here"), [(299, 1), (300, 0), (301, 0)])
def test_who_is_silent_for_five_minutes_is_not_here(maker: Maker, seconds: float, here: int) -> None:
    link = maker.link()
    acts.watch(maker, maker.enter(link))
    assert counted(maker, Whose(link.media_id), seconds) == Totals(1, here)


def test_who_was_removed_or_erased_is_counted_and_not_here(maker: Maker) -> None:
    link = maker.link()
    guest = maker.enter(link)
    acts.watch(maker, guest)
    with database.reading(maker.bind) as db:
        [entry_id] = db.scalars(select(GuestEntry.id))
    acts.do(maker, removing_guests.remove_guest, entry_id, now=after(30))
    assert counted(maker, Whose(link.media_id, link.id)) == Totals(1, 0)
    acts.do(maker, erase_guests, now=NOW + timedelta(days=90), limit=10)
    assert counted(maker, Whose(link.media_id, link.id)) == Totals(1, 0)


def test_where_no_one_has_entered_both_are_none(maker: Maker) -> None:
    link = maker.link()
    assert counted(maker, Whose(link.media_id)) == counted(maker, Whose(link.media_id, link.id)) == Totals(0, 0)


def test_it_is_one_statement(maker: Maker) -> None:
    link = maker.link()
    for whose in (Whose(link.media_id), Whose(link.media_id, link.id)):
        assert len(plans.statements(maker.bind, partial(totals, whose=whose, now=NOW))) == 1
