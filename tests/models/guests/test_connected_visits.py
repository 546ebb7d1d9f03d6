"""The visits whose pages are connected: which are over, and their signs of life (contract 2.43, 3.46)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from models.errors import NoRight
from models.guests import connected_visits, playing
from models.guests.visiting import Guest
from models.plumbing import database
from models.tables import GuestLink, MediaItem, Visit
from tests.vocabulary import acts, plans
from tests.vocabulary.event_streams import Page, load_pages
from tests.vocabulary.maker import NOW, Maker, after

MINUTE = timedelta(minutes=1)


@pytest.fixture
def link(maker: Maker) -> GuestLink:
    return maker.link()


def ids_of(maker: Maker, pages: list[Page]) -> list[int]:
    with database.reading(maker.bind) as db:
        found = {key: visit_id for visit_id, key in db.execute(select(Visit.id, Visit.key))}
    return [found[page.key] for page in pages]


def set_visits(maker: Maker, ids: list[int], **values: object) -> None:
    with database.writing(maker.bind) as db:
        db.execute(update(Visit).where(Visit.id.in_(ids)).values(**values))


def over(maker: Maker, ids: list[int], seconds: float = 0) -> set[int]:
    with database.reading(maker.bind) as db:
        keys = dict(iter(db.execute(select(Visit.id, Visit.key))))
        found = connected_visits.over(db, {visit: keys.get(visit, "") for visit in ids}, now=after(seconds))
    assert len(found) == len(set(found))
    return set(found)


ENDS: dict[str, Callable[[Maker, int], None]] = {
    "left": lambda maker, visit: set_visits(maker, [visit], ended_at=NOW),
    "silent": lambda maker, visit: set_visits(maker, [visit], last_seen_at=NOW - 5 * MINUTE),
    "twelve hours old": lambda maker, visit: set_visits(maker, [visit], started_at=NOW - 720 * MINUTE),
    "its row is gone": lambda maker, visit: acts.write(
        maker, lambda db: db.execute(delete(Visit).where(Visit.id == visit))
    ),
}


@pytest.mark.parametrize("kind", ENDS)
def test_exactly_the_visits_that_are_over_are_named(maker: Maker, link: GuestLink, kind: str) -> None:
    first, second, third = ids_of(maker, load_pages(link, 3, now=NOW))
    assert over(maker, [first, second, third]) == set()
    ENDS[kind](maker, second)
    assert over(maker, [first, second, third]) == {second}
    assert over(maker, [first, third]) == set()


def test_what_ends_by_the_clock_ends_at_its_instant(maker: Maker, link: GuestLink) -> None:
    [visit] = ids_of(maker, load_pages(link, 1, now=NOW))
    assert [over(maker, [visit], 300 + seconds) for seconds in (-1, 0)] == [set(), {visit}]


def test_the_visits_of_media_that_is_gone_are_over_and_no_others(maker: Maker, link: GuestLink) -> None:
    deleted, missing, kept = link, maker.link(), maker.link()
    pages = [load_pages(each, 2, now=NOW) for each in (deleted, missing, kept)]
    gone = ids_of(maker, pages[0] + pages[1])
    acts.delete_media(maker, deleted)
    with database.writing(maker.bind) as db:
        db.get_one(MediaItem, missing.media_id).missing_since = NOW
    assert over(maker, gone + ids_of(maker, pages[2])) == set(gone)


def test_a_visit_that_got_the_id_of_a_removed_one_is_not_taken_for_it(maker: Maker, link: GuestLink) -> None:
    """As SQLite gives ids. The page of the removed visit hears that it is over."""
    guest, other = maker.enter(link), maker.enter(link)
    key = acts.watch(maker, guest)
    with database.writing(maker.bind) as db:
        removed = db.scalars(select(Visit.id)).one()
        db.execute(delete(Visit))
    acts.watch(maker, other)
    with database.reading(maker.bind) as db:
        assert connected_visits.over(db, {removed: key}, now=NOW) == [removed]


def test_access_that_is_turned_off_ends_no_visit(maker: Maker, link: GuestLink) -> None:
    ids = ids_of(maker, load_pages(link, 2, now=NOW))
    acts.turn_off(maker, link)
    assert over(maker, ids) == set()


def test_any_number_of_visits_is_one_question(maker: Maker, link: GuestLink) -> None:
    ids = ids_of(maker, load_pages(link, 40, now=NOW))
    absent = [10**6 + number for number in range(12_000)]
    assert over(maker, ids + absent) == set(absent)
    assert over(maker, []) == set()


def sign(maker: Maker, ids: list[int], seconds: float) -> set[int]:
    """The visits whose sign of life was written."""
    with database.writing(maker.bind) as db:
        connected_visits.record_signs_of_life(db, ids, now=after(seconds))
    with database.reading(maker.bind) as db:
        return set(db.scalars(select(Visit.id).where(Visit.last_seen_at == after(seconds))))


@pytest.mark.parametrize(("seconds", "is_due"), [(59, False), (60, True), (299, True), (300, False)])
def test_a_sign_is_written_once_a_minute_while_the_visit_is_live(
    maker: Maker, link: GuestLink, seconds: int, is_due: bool
) -> None:
    connected, absent = (ids_of(maker, load_pages(link, 2, now=NOW)) for _ in range(2))
    ended, *_ = connected
    set_visits(maker, [ended], ended_at=NOW)
    due = set(connected) - {ended} if is_due else set()
    with database.reading(maker.bind) as db:
        assert set(connected_visits.silent(db, connected, now=after(seconds))) == due
    assert sign(maker, connected, seconds) == due
    assert not due & set(absent)


def test_signs_are_written_in_one_statement_in_the_order_of_the_ids(maker: Maker, link: GuestLink) -> None:
    """Without an order, two processes could lock the same rows in two orders, and wait for each other."""
    ids = ids_of(maker, load_pages(link, 3, now=NOW))
    [(sql, _)] = plans.statements(maker.bind, lambda db: connected_visits.record_signs_of_life(db, ids, now=after(60)))
    order = "ORDER BY visit.id" + (" FOR UPDATE SKIP LOCKED" if maker.bind.dialect.name == "postgresql" else "")
    assert f"{order})" in " ".join(sql.split())


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_nobody_waits_for_a_visit_that_is_being_changed(maker: Maker, link: GuestLink) -> None:
    locked, free = ids_of(maker, load_pages(link, 2, now=NOW))
    with database.writing(maker.bind) as db:
        db.execute(select(Visit.id).where(Visit.id == locked).with_for_update()).scalar_one()
        assert sign(maker, [locked, free], 60) == {free}
    assert sign(maker, [locked, free], 61) == {locked}


def test_only_the_guest_of_the_visit_may_connect(maker: Maker, link: GuestLink) -> None:
    page, other = load_pages(link, 2, now=NOW)
    [elsewhere] = load_pages(maker.link(), 1, now=NOW)
    [visit] = ids_of(maker, [page])

    def connecting(guest: Guest, seconds: float = 0) -> tuple[int, int]:
        with database.reading(maker.bind) as db:
            return playing.visit_for(db, guest, page.key, now=after(seconds))

    assert connecting(page.guest, 299) == (visit, link.media_id)
    strangers = other.guest, elsewhere.guest, Guest(elsewhere.guest.token_hash, page.guest.session_hash)
    for guest, seconds in [*((stranger, 0) for stranger in strangers), (page.guest, 300)]:
        with pytest.raises(NoRight):
            connecting(guest, seconds)
