"""What was watched in visits whose rows are removed is added to their entries, once (contract 4.50)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from models.guests import ending_visits, removing_sessions
from models.guests.erasing import erase_guests
from models.plumbing import database
from models.tables import GuestEntry, Visit
from tests.vocabulary import acts, plans
from tests.vocabulary.maker import NOW, Maker, after

Removes = Callable[[Maker, datetime], None]
MONTH = timedelta(days=31)


def by_the_sweep(maker: Maker, now: datetime) -> None:
    acts.do(maker, ending_visits.end_silent_visits, now=now, limit=100)


def with_their_sessions(maker: Maker, now: datetime) -> None:
    acts.do(maker, removing_sessions.remove_lapsed_sessions, now=now, limit=100)


def report(maker: Maker, key: str, seconds: int, parts: int, *, ended: bool = True) -> None:
    with database.writing(maker.bind) as db:
        told = {"watched_seconds": seconds, "watched_parts": parts, "ended_at": after(60) if ended else None}
        db.execute(update(Visit).where(Visit.key == key).values(told))


def entries(maker: Maker) -> list[Any]:
    columns = GuestEntry.watched_seconds, GuestEntry.watched_parts, GuestEntry.last_seen_at
    with database.reading(maker.bind) as db:
        return [tuple(row) for row in db.execute(select(*columns).order_by(GuestEntry.id))]


@pytest.mark.parametrize("removes", [by_the_sweep, with_their_sessions])
def test_seconds_are_added_parts_are_put_together_and_the_last_sign_counts(maker: Maker, removes: Removes) -> None:
    link = maker.link()
    dana, omer = maker.enter(link), maker.enter(link)
    first = acts.watch(maker, dana, now=after(10))
    second = acts.watch(maker, dana, now=after(20))
    report(maker, first, 100, 0b0011)
    report(maker, second, 50, 0b0110)
    report(maker, acts.watch(maker, omer, now=after(5)), 7, 1 << 49)
    removes(maker, NOW + MONTH)
    assert entries(maker) == [(150, 0b0111, after(20)), (7, 1 << 49, after(5))]
    removes(maker, NOW + MONTH)
    assert entries(maker) == [(150, 0b0111, after(20)), (7, 1 << 49, after(5))]


@pytest.mark.parametrize("removes", [by_the_sweep, with_their_sessions])
@pytest.mark.parametrize(("played", "counted"), [(True, 60), (False, 0)])
def test_the_time_without_a_report_is_counted_only_if_something_was_played(
    maker: Maker, removes: Removes, played: bool, counted: int
) -> None:
    guest = maker.enter(maker.link())
    key = acts.watch(maker, guest)
    for seconds in (0, 60):
        acts.stays(maker, guest, key, now=after(seconds), played=played)
    report(maker, key, 0, 0)
    removes(maker, NOW + MONTH)
    assert entries(maker) == [(counted, 0, after(60))]


def test_what_was_kept_before_is_added_to(maker: Maker) -> None:
    guest = maker.enter(maker.link())
    for seconds, parts, at in ((10, 0b01, 30), (5, 0b10, 20)):
        report(maker, acts.watch(maker, guest, now=after(at)), seconds, parts)
        by_the_sweep(maker, after(120))
    assert entries(maker) == [(15, 0b11, after(30))]


def test_an_open_visit_is_not_counted_yet(maker: Maker) -> None:
    guest = maker.enter(maker.link())
    report(maker, acts.watch(maker, guest, now=after(100)), 10, 1, ended=False)
    by_the_sweep(maker, after(130))
    assert entries(maker) == [(0, 0, None)]


def test_nothing_is_added_to_an_entry_that_was_erased(maker: Maker) -> None:
    guest = maker.enter(maker.link())
    report(maker, acts.watch(maker, guest), 10, 1)
    acts.do(maker, erase_guests, now=NOW + timedelta(days=100), limit=10)
    with_their_sessions(maker, NOW + timedelta(days=100))
    assert entries(maker) == [(0, 0, None)]


def test_the_sum_stays_a_number_that_the_column_holds(maker: Maker) -> None:
    guest = maker.enter(maker.link())
    for _ in range(2):
        report(maker, acts.watch(maker, guest), 2_000_000_000, 0)
    by_the_sweep(maker, after(600))
    assert entries(maker) == [(2_000_000_000, 0, NOW)]


@pytest.mark.parametrize("removes", [by_the_sweep, with_their_sessions])
def test_it_takes_as_many_statements_for_many_visits_as_for_one(maker: Maker, removes: Removes) -> None:
    link = maker.link()

    def statements(guests: int) -> int:
        for _ in range(guests):
            report(maker, acts.watch(maker, maker.enter(link)), 5, 1)
        with plans.sent_by(maker.bind) as sent:
            removes(maker, NOW + MONTH)
        return len([sql for sql, _ in sent if not sql.startswith("BEGIN")])

    assert statements(1) == statements(30)
    assert {entry[0] for entry in entries(maker)} == {5}
