"""The sweep that ends silent visits. Requests for bytes are refused without it (contract 5.3)."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from models.guests import playing
from models.guests.ending_visits import end_silent_visits
from models.media import showing
from models.plumbing import database
from models.plumbing.sweeping import Swept
from models.site.locks import lock_media
from models.tables import MediaItem, Visit
from tests.vocabulary import acts
from tests.vocabulary.maker import NOW, Maker


def end(maker: Maker, *, now: datetime, limit: int = 100) -> Swept:
    swept: Swept = acts.do(maker, end_silent_visits, now=now, limit=limit)
    return swept


def ended(maker: Maker) -> dict[str, datetime | None]:
    with database.reading(maker.bind) as db:
        return {visit.key: visit.ended_at for visit in db.scalars(select(Visit))}


def views(maker: Maker, media_id: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """Views and plays that are counted for good, and those that the owner sees."""
    with database.reading(maker.bind) as db:
        item = db.get_one(MediaItem, media_id)
        return (item.past_views, item.past_plays), showing.views_and_plays(db, item)


@pytest.mark.parametrize(("seconds", "due"), [(-1, False), (0, True), (1, True)])
def test_a_visit_is_ended_when_silent_for_5_minutes_and_others_go_on(maker: Maker, seconds: int, due: bool) -> None:
    link = maker.link()
    silent, lively = maker.enter(link), maker.enter(link)
    silent_key, lively_key = acts.watch(maker, silent), acts.watch(maker, lively)
    assert acts.stays(maker, lively, lively_key, now=NOW + timedelta(minutes=4))
    now = NOW + timedelta(minutes=5, seconds=seconds)
    end(maker, now=now)
    assert ended(maker) == {silent_key: now if due else None, lively_key: None}
    assert acts.plays(maker, lively, lively_key, now=now)


@pytest.mark.parametrize(("seconds", "due"), [(-1, False), (0, True), (1, True)])
def test_a_visit_is_ended_at_12_hours(maker: Maker, seconds: int, due: bool) -> None:
    key = acts.watch(maker, maker.enter(maker.link()))
    now = NOW + timedelta(hours=12, seconds=seconds)
    with database.writing(maker.bind) as db:
        db.execute(update(Visit).values(last_seen_at=now))
    end(maker, now=now)
    assert ended(maker) == {key: now if due else None}


def test_an_ended_visit_is_ended_once(maker: Maker) -> None:
    key = acts.watch(maker, maker.enter(maker.link()))
    then = NOW + timedelta(minutes=6)
    assert len(end(maker, now=then).ids) == 1
    assert end(maker, now=then + timedelta(seconds=59)).ids == []
    assert ended(maker) == {key: then}


def test_the_sweep_ends_at_most_so_many_visits_and_reports_how_many_are_left(maker: Maker) -> None:
    guest = maker.enter(maker.link())
    keys = [acts.watch(maker, guest, now=NOW + timedelta(seconds=second)) for second in (2, 0, 1)]
    now = NOW + timedelta(minutes=10)
    assert (len(end(maker, now=now, limit=2).ids), end(maker, now=now, limit=0).backlog) == (2, 1)
    assert [key for key, at in ended(maker).items() if at is None] == [keys[0]]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_two_sweepers_side_by_side_never_take_the_same_visit(maker: Maker) -> None:
    guest = maker.enter(maker.link())
    for _ in range(3):
        acts.watch(maker, guest)
    now = NOW + timedelta(minutes=10)
    with database.writing(maker.bind) as one, database.writing(maker.bind) as two:
        first = set(end_silent_visits(one, now=now, limit=2).ids)
        second = set(end_silent_visits(two, now=now, limit=10).ids)
    assert (len(first), len(second), first & second) == (2, 1, set())
    assert set(ended(maker).values()) == {now}


def test_a_bounded_run_takes_the_longest_silent_first(maker: Maker) -> None:
    """If visits were ended in the order of their ids, one could wait as long as visits with lower ids become due."""
    guest = maker.enter(maker.link())
    later = acts.watch(maker, guest, now=NOW + timedelta(seconds=2))
    first = acts.watch(maker, guest, now=NOW)
    middle = acts.watch(maker, guest, now=NOW + timedelta(seconds=1))
    now = NOW + timedelta(minutes=6)
    end(maker, now=now, limit=2)
    assert ended(maker) == {first: now, middle: now, later: None}


@pytest.mark.parametrize(("seconds", "removed"), [(59, False), (60, True), (61, True)])
def test_a_visit_is_removed_a_minute_after_its_end(maker: Maker, seconds: int, removed: bool) -> None:
    link = maker.link()
    guest, other = maker.enter(link), maker.enter(link)
    left, open_still = acts.watch(maker, guest), acts.watch(maker, other)
    acts.do(maker, playing.leave, guest, left)
    end(maker, now=NOW + timedelta(seconds=seconds))
    assert ended(maker).keys() == {open_still} | (set() if removed else {left})
    assert acts.plays(maker, other, open_still, now=NOW + timedelta(seconds=seconds))


def test_removed_visits_stay_counted_each_once(maker: Maker) -> None:
    link = maker.link()
    guest = maker.enter(link)
    played, _only_viewed, open_still = (acts.watch(maker, guest) for _ in range(3))
    assert acts.stays(maker, guest, played, played=True)
    assert acts.stays(maker, guest, open_still, now=NOW + timedelta(minutes=4))
    for minutes, past in ((5, (0, 0)), (6, (2, 1)), (7, (2, 1)), (9, (2, 1)), (10, (3, 1)), (11, (3, 1))):
        end(maker, now=NOW + timedelta(minutes=minutes))
        assert views(maker, link.media_id) == (past, (3, 1))
    acts.delete_link(maker, link)
    acts.sweep(maker, now=NOW + timedelta(minutes=20))
    assert ended(maker) == {}
    assert views(maker, link.media_id) == ((3, 1), (3, 1))


def test_a_full_batch_of_removals_goes_on(maker: Maker) -> None:
    link = maker.link()
    for guest in (maker.enter(link), maker.enter(link)):
        visiting_key = acts.watch(maker, guest)
        acts.do(maker, playing.leave, guest, visiting_key)
    later = NOW + timedelta(minutes=1)
    assert [end(maker, now=later, limit=1).more for _ in range(3)] == [True, True, False]
    assert views(maker, link.media_id) == ((2, 0), (2, 0))


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_removing_does_not_wait_for_an_owner_who_has_locked_the_item(maker: Maker) -> None:
    link = maker.link()
    guest, silent = maker.enter(link), maker.enter(link)
    acts.do(maker, playing.leave, guest, acts.watch(maker, guest))
    acts.watch(maker, silent)
    later = NOW + timedelta(minutes=5)
    with database.writing(maker.bind) as owner:
        lock_media(owner, link.media_id)
        assert len(end(maker, now=later).ids) == 1
    assert views(maker, link.media_id) == ((0, 0), (2, 0))
    end(maker, now=later)
    assert views(maker, link.media_id) == ((1, 0), (2, 0))
