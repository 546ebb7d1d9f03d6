"""The page right, which is checked at every page load (contract 2.36, 2.40)."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import delete, select

from models.guests import visiting
from models.guests.ending_visits import end_silent_visits
from models.guests.visiting import Guest
from models.plumbing import database
from models.tables import GuestLink, GuestMembership, GuestSession, MediaItem, Visit
from tests.vocabulary import acts
from tests.vocabulary.maker import NOW, SESSION_DAYS, Maker

SECOND = timedelta(seconds=1)


def session_row(maker: Maker, guest: Guest) -> GuestSession:
    with database.reading(maker.bind) as db:
        return db.scalars(select(GuestSession).where(GuestSession.secret_hash == guest.session_hash)).one()


@pytest.mark.parametrize(("seconds", "allowed"), [(-1, True), (0, False), (1, False)])
def test_a_session_ends_30_days_after_its_last_load(maker: Maker, seconds: int, allowed: bool) -> None:
    guest = maker.enter(maker.link())
    last_load = NOW + timedelta(days=20)
    acts.watch(maker, guest, now=last_load)
    then = last_load + timedelta(days=SESSION_DAYS, seconds=seconds)
    assert bool(acts.load(maker, guest, now=then)) is allowed


def test_a_load_never_moves_the_last_load_back(maker: Maker) -> None:
    guest = maker.enter(maker.link())
    acts.watch(maker, guest, now=NOW + SECOND)
    acts.watch(maker, guest, now=NOW)
    assert session_row(maker, guest).last_load_at == NOW + SECOND


def test_the_last_guest_may_reload(maker: Maker) -> None:
    link = maker.link(clicks=1)
    guest = maker.enter(link)
    assert acts.status(maker, link) == "limit_reached"
    assert acts.load(maker, guest)


@pytest.mark.parametrize(("seconds", "allowed"), [(-1, True), (0, False), (1, False)])
def test_no_page_is_loaded_from_the_expiry_on(maker: Maker, seconds: int, allowed: bool) -> None:
    guest = maker.enter(maker.link(days=7))
    assert bool(acts.load(maker, guest, now=NOW + timedelta(days=7, seconds=seconds))) is allowed


def test_a_guest_who_is_not_in_the_guest_group_loads_no_page(maker: Maker) -> None:
    link = maker.link()
    removed, other = maker.enter(link), maker.enter(link)
    with database.writing(maker.bind) as db:
        db.execute(delete(GuestMembership).where(GuestMembership.session_id == session_row(maker, removed).id))
    assert acts.load(maker, removed) is None
    assert acts.load(maker, other)


def test_a_session_of_an_earlier_epoch_loads_no_page_but_a_new_one_does(maker: Maker) -> None:
    link = maker.link()
    old = maker.enter(link)
    acts.turn_off(maker, link)
    acts.turn_on(maker, link)
    new = maker.enter(link)
    assert acts.load(maker, old) is None
    assert acts.load(maker, new)


def test_a_cookie_opens_its_own_link_only(maker: Maker) -> None:
    media_id = maker.media()
    link, other = maker.link(media_id), maker.link(media_id)
    guest = maker.enter(link)
    assert acts.load(maker, Guest(other.token_hash, guest.session_hash)) is None
    assert acts.load(maker, guest)


def test_a_made_up_cookie_loads_nothing(maker: Maker) -> None:
    link = maker.link()
    maker.enter(link)
    assert acts.load(maker, Guest(link.token_hash, "0" * 64)) is None
    assert acts.load(maker, Guest("0" * 64, "0" * 64)) is None


def test_a_refused_load_ends_all_visits_of_that_session_and_of_no_other(maker: Maker) -> None:
    link = maker.link()
    refused, other = maker.enter(link), maker.enter(link)
    mine = [acts.watch(maker, refused), acts.watch(maker, refused)]
    others = acts.watch(maker, other)
    with database.writing(maker.bind) as db:
        db.execute(delete(GuestMembership).where(GuestMembership.session_id == session_row(maker, refused).id))
    assert all(acts.plays(maker, refused, key) for key in mine)
    assert acts.load(maker, refused) is None
    assert not any(acts.plays(maker, refused, key) for key in mine)
    assert acts.plays(maker, other, others)


def test_a_load_whose_right_ends_after_it_was_looked_up_ends_the_visits_too(maker: Maker) -> None:
    link = maker.link()
    guest = maker.enter(link)
    key = acts.watch(maker, guest)
    with database.writing(maker.bind) as db:
        db.execute(delete(GuestMembership))
    assert acts.do(maker, visiting.start_visit, guest, now=NOW, session_days=SESSION_DAYS) is None
    assert not acts.plays(maker, guest, key)


def test_an_allowed_load_ends_no_visit(maker: Maker) -> None:
    guest = maker.enter(maker.link())
    first = acts.watch(maker, guest)
    second = acts.watch(maker, guest, now=NOW + SECOND)
    assert acts.plays(maker, guest, first, now=NOW + SECOND)
    assert acts.plays(maker, guest, second, now=NOW + SECOND)


def test_checking_the_page_right_starts_no_visit_and_writes_nothing(maker: Maker) -> None:
    guest = maker.enter(maker.link())
    with database.reading(maker.bind) as db:
        assert visiting.may_load(db, guest, now=NOW + SECOND, session_days=SESSION_DAYS)
        assert db.scalars(select(Visit.id)).all() == []
    assert session_row(maker, guest).last_load_at == NOW


@pytest.mark.parametrize("end", [acts.turn_off, acts.delete_link, acts.delete_media])
def test_a_load_is_refused_without_any_sweep_once_the_link_has_ended(
    maker: Maker, end: Callable[[Maker, GuestLink], None]
) -> None:
    link, elsewhere = maker.link(), maker.link()
    guest, other = maker.enter(link), maker.enter(elsewhere)
    end(maker, link)
    assert acts.load(maker, guest) is None
    assert acts.load(maker, other)


def test_loads_are_refused_while_the_file_is_missing(maker: Maker) -> None:
    link = maker.link()
    guest = maker.enter(link)
    with database.writing(maker.bind) as db:
        db.get_one(MediaItem, link.media_id).missing_since = NOW
    key = acts.load(maker, guest)
    assert key is None or not acts.plays(maker, guest, key)
    with database.writing(maker.bind) as db:
        db.get_one(MediaItem, link.media_id).missing_since = None
    assert acts.plays(maker, guest, acts.watch(maker, guest))


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_sign_of_life_is_refused_when_the_visit_ends_at_the_same_moment(maker: Maker) -> None:
    guest = maker.enter(maker.link())
    key = acts.watch(maker, guest)
    silent = NOW + timedelta(minutes=5)
    sweep = partial(acts.do, maker, end_silent_visits, now=silent, limit=10)
    with acts.just_before(maker, "UPDATE visit", sweep):
        assert not acts.stays(maker, guest, key, now=silent - timedelta(seconds=1))
    assert not acts.plays(maker, guest, key, now=silent - timedelta(seconds=1))
