"""The play right: which bytes a visit gets, and until when (contract 2.42, 2.44)."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from models.guests import playing
from models.plumbing import database
from models.tables import GuestLink, GuestSession, MediaItem, Visit
from tests.vocabulary import acts
from tests.vocabulary.maker import NOW, Maker

AROUND = [(-1, True), (0, False), (1, False)]


def visit_row(maker: Maker, key: str) -> Visit:
    with database.reading(maker.bind) as db:
        return db.scalars(select(Visit).where(Visit.key == key)).one()


def set_seen(maker: Maker, key: str, seen: datetime) -> None:
    with database.writing(maker.bind) as db:
        db.execute(update(Visit).where(Visit.key == key).values(last_seen_at=seen))


@pytest.mark.parametrize(("seconds", "served"), AROUND)
def test_a_visit_is_over_when_silent_for_5_minutes(maker: Maker, seconds: int, served: bool) -> None:
    guest = maker.enter(maker.link())
    key = acts.watch(maker, guest)
    then = NOW + timedelta(minutes=5, seconds=seconds)
    assert acts.plays(maker, guest, key, now=then) is served
    assert acts.stays(maker, guest, key, now=then) is served


@pytest.mark.parametrize(("seconds", "served"), AROUND)
def test_a_visit_is_over_after_12_hours_however_many_signs_of_life_come(
    maker: Maker, seconds: int, served: bool
) -> None:
    guest = maker.enter(maker.link())
    key = acts.watch(maker, guest)
    then = NOW + timedelta(hours=12, seconds=seconds)
    set_seen(maker, key, then - timedelta(seconds=10))
    assert acts.plays(maker, guest, key, now=then) is served
    assert acts.stays(maker, guest, key, now=then) is served


def test_signs_of_life_keep_a_visit_going(maker: Maker) -> None:
    guest = maker.enter(maker.link())
    key = acts.watch(maker, guest)
    for minutes in range(1, 30, 4):
        assert acts.stays(maker, guest, key, now=NOW + timedelta(minutes=minutes))
    assert acts.plays(maker, guest, key, now=NOW + timedelta(minutes=33))


def test_another_guests_cookie_plays_nothing(maker: Maker) -> None:
    link = maker.link()
    guest, other = maker.enter(link), maker.enter(link)
    key = acts.watch(maker, guest)
    assert not acts.plays(maker, other, key)
    assert not acts.stays(maker, other, key)
    assert acts.plays(maker, guest, key)


def test_a_visit_gets_no_bytes_of_another_item(maker: Maker) -> None:
    first, second = maker.link(), maker.link()
    one, two = maker.enter(first), maker.enter(second)
    keys = {one: acts.watch(maker, one), two: acts.watch(maker, two)}
    assert not acts.plays(maker, one, keys[two])
    assert not acts.plays(maker, two, keys[one])
    with database.reading(maker.bind) as db:
        names = {playing.file_for(db, guest, key, "video", now=NOW)[0].stored_name for guest, key in keys.items()}
    assert len(names) == 2


def test_a_file_that_the_item_does_not_have_is_refused(maker: Maker) -> None:
    guest = maker.enter(maker.link())
    key = acts.watch(maker, guest)
    assert acts.plays(maker, guest, key, role="video")
    assert not acts.plays(maker, guest, key, role="poster")


def test_deleted_media_refuses_the_next_byte_without_any_sweep(maker: Maker) -> None:
    link, elsewhere = maker.link(), maker.link()
    guest, other = maker.enter(link), maker.enter(elsewhere)
    key, others = acts.watch(maker, guest), acts.watch(maker, other)
    acts.delete_media(maker, link)
    assert not acts.plays(maker, guest, key)
    assert not acts.stays(maker, guest, key)
    assert acts.plays(maker, other, others)


def test_no_bytes_are_sent_while_the_file_is_missing(maker: Maker) -> None:
    link = maker.link()
    guest = maker.enter(link)
    key = acts.watch(maker, guest)
    for missing_since, served in ((NOW, False), (None, True)):
        with database.writing(maker.bind) as db:
            db.get_one(MediaItem, link.media_id).missing_since = missing_since
        assert acts.plays(maker, guest, key) is served
        assert acts.stays(maker, guest, key) is served


@pytest.mark.parametrize(("seconds", "written"), [(59, False), (60, True), (61, True)])
def test_signs_of_life_are_written_at_most_once_a_minute(maker: Maker, seconds: int, written: bool) -> None:
    guest = maker.enter(maker.link())
    key = acts.watch(maker, guest)
    then = NOW + timedelta(seconds=seconds)
    assert acts.stays(maker, guest, key, now=then)
    assert visit_row(maker, key).last_seen_at == (then if written else NOW)


def test_the_first_byte_is_recorded_at_once_and_only_once(maker: Maker) -> None:
    guest = maker.enter(maker.link())
    key = acts.watch(maker, guest)
    for seconds in (1, 90):
        then = NOW + timedelta(seconds=seconds)
        with database.reading(maker.bind) as db:
            assert playing.file_for(db, guest, key, "video", now=then, played=True)[1]
        assert acts.stays(maker, guest, key, now=then, played=True)
    assert visit_row(maker, key).played_at == NOW + timedelta(seconds=1)


@pytest.mark.parametrize("minutes", [5, 6, 600])
def test_a_sign_of_life_never_revives_a_silent_visit(maker: Maker, minutes: int) -> None:
    guest = maker.enter(maker.link())
    key = acts.watch(maker, guest)
    assert not acts.stays(maker, guest, key, now=NOW + timedelta(minutes=minutes), played=True)
    assert visit_row(maker, key).last_seen_at == NOW


def test_leaving_ends_this_visit_at_once_and_no_other(maker: Maker) -> None:
    link = maker.link()
    guest, other = maker.enter(link), maker.enter(link)
    key, second, others = acts.watch(maker, guest), acts.watch(maker, guest), acts.watch(maker, other)
    acts.do(maker, playing.leave, guest, key)
    assert not acts.plays(maker, guest, key)
    assert not acts.stays(maker, guest, key, now=NOW + timedelta(minutes=2))
    assert acts.plays(maker, guest, second)
    assert acts.plays(maker, other, others)


def test_leaving_twice_changes_nothing_and_no_one_can_leave_for_another_guest(maker: Maker) -> None:
    link = maker.link()
    guest, other = maker.enter(link), maker.enter(link)
    key = acts.watch(maker, guest)
    acts.do(maker, playing.leave, other, key)
    assert acts.plays(maker, guest, key)
    for seconds in (1, 2):
        acts.do(maker, playing.leave, guest, key, now=NOW + timedelta(seconds=seconds))
    assert visit_row(maker, key).ended_at == NOW + timedelta(seconds=1)


@pytest.mark.parametrize("end", [acts.turn_off, acts.delete_link])
def test_a_loaded_page_plays_on_until_its_guest_refreshes(
    maker: Maker, end: Callable[[Maker, GuestLink], None]
) -> None:
    link = maker.link()
    guest = maker.enter(link)
    key = acts.watch(maker, guest)
    end(maker, link)
    for minutes in (1, 2, 3):
        acts.sweep(maker, now=NOW + timedelta(minutes=minutes))
        assert acts.plays(maker, guest, key, now=NOW + timedelta(minutes=minutes))
        assert acts.stays(maker, guest, key, now=NOW + timedelta(minutes=minutes))
    assert acts.load(maker, guest, now=NOW + timedelta(minutes=3)) is None
    assert not acts.plays(maker, guest, key, now=NOW + timedelta(minutes=3))


def test_a_page_loaded_before_the_expiry_plays_on(maker: Maker) -> None:
    guest = maker.enter(maker.link(days=1))
    expiry = NOW + timedelta(days=1)
    key = acts.watch(maker, guest, now=expiry - timedelta(seconds=1))
    then = expiry + timedelta(minutes=1)
    acts.sweep(maker, now=then)
    assert acts.plays(maker, guest, key, now=then)
    assert acts.load(maker, guest, now=then) is None


def test_old_sessions_stay_void_when_access_is_on_again_but_loaded_pages_play_on(maker: Maker) -> None:
    link = maker.link()
    guest = maker.enter(link)
    key = acts.watch(maker, guest)
    acts.turn_off(maker, link)
    acts.turn_on(maker, link)
    acts.sweep(maker)
    assert acts.plays(maker, guest, key)
    assert acts.load(maker, guest) is None
    assert acts.load(maker, maker.enter(link))
    with database.reading(maker.bind) as db:
        assert set(db.scalars(select(GuestSession.epoch))) == {1, 2}
