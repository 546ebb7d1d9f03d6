"""What a player reports is believed as far as the time that has passed allows, and counts once (contract 4.50). The
place is kept for the recording that it belongs to (contract 3.50)."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from models.guests import ending_visits, playing, removing_guests, visiting, watching
from models.guests.visiting import Guest
from models.guests.watching import Report
from models.plumbing import database
from models.tables import GuestEntry, GuestLink, GuestSession, MediaFile, Visit
from models.tables.media_file import FileRole
from models.tables.visit import NOTHING_PLAYED
from tests.vocabulary import acts
from tests.vocabulary.maker import NOW, SESSION_DAYS, Maker, after

HALF = (1 << 25) - 1
# As long as this: a part is 12 seconds.
LENGTH = 600.0


def file_of(maker: Maker, link: GuestLink, *, length: float | None = LENGTH) -> int:
    with database.writing(maker.bind) as db:
        file = db.scalars(select(MediaFile).where(MediaFile.media_id == link.media_id)).one()
        file.duration_seconds = length
        return file.id


def reports(maker: Maker, guest: Guest, key: str, report: Report, *, now: datetime, leaves: bool = False) -> None:
    with database.writing_at_once(maker.bind) as db:
        watching.record_report(db, guest, key, report, now=now, leaves=leaves)


def watched(maker: Maker) -> list[tuple[int, int]]:
    """Seconds and parts of each visit, oldest first."""
    with database.reading(maker.bind) as db:
        rows = db.execute(select(Visit.watched_seconds, Visit.watched_parts).order_by(Visit.id)).all()
    return [(row[0], row[1]) for row in rows]


def place(maker: Maker, guest: Guest) -> float | None:
    with database.looking_up(maker.bind) as db:
        page = visiting.page_of(db, guest, now=NOW, session_days=SESSION_DAYS)
    assert page is not None
    return page.place


@pytest.mark.parametrize(
    ("said", "passed", "believed"),
    [
        (0, 60, NOTHING_PLAYED),
        (0, 0, NOTHING_PLAYED),
        (59, 60, 59),
        (960, 60, 960),
        (961, 60, 960),
        (4784, 299, 4784),
        (9_999_999, 1, 16),
        (10, 0, 0),
    ],
)
def test_no_more_is_believed_than_could_be_played_in_the_time_that_has_passed(
    maker: Maker, said: int, passed: int, believed: int
) -> None:
    guest = maker.enter(maker.link())
    key = acts.watch(maker, guest)
    reports(maker, guest, key, Report(said), now=after(passed))
    assert watched(maker) == [(believed, 0)]


def test_of_one_visit_the_greatest_report_counts_and_each_part_once(maker: Maker) -> None:
    link = maker.link()
    guest, file_id = maker.enter(link), file_of(maker, link)
    key = acts.watch(maker, guest)
    for seconds, parts in ((40, 0b0111), (40, 0b0111), (30, 0b1100), (55, 0b1)):
        reports(maker, guest, key, Report(seconds, parts, 1.0, file_id), now=after(60))
    assert watched(maker) == [(55, 0b1111)]


@pytest.mark.parametrize(("passed", "believed"), [(18, 0), (19, HALF)])
def test_parts_that_could_not_have_been_played_yet_do_not_count(maker: Maker, passed: int, believed: int) -> None:
    """Half of each of 25 parts of 24 seconds is 300 seconds: 18.75 seconds at 16 times the speed."""
    link = maker.link()
    guest, file_id = maker.enter(link), file_of(maker, link, length=2 * LENGTH)
    key = acts.watch(maker, guest)
    reports(maker, guest, key, Report(1, HALF, 1.0, file_id), now=after(passed))
    assert watched(maker) == [(1, believed)]


def test_parts_of_a_file_of_another_item_do_not_count_and_its_place_is_not_kept(maker: Maker) -> None:
    link, other = maker.link(), maker.link()
    guest, foreign = maker.enter(link), file_of(maker, other)
    key = acts.watch(maker, guest)
    reports(maker, guest, key, Report(5, HALF, 77.0, foreign), now=after(299))
    assert watched(maker) == [(5, 0)]
    assert place(maker, guest) is None


@pytest.mark.parametrize("role", [role for role in FileRole if role not in {FileRole.PLAYABLE, FileRole.REPLACED}])
def test_a_file_that_nobody_plays_makes_no_part_watched_and_no_place(maker: Maker, role: FileRole) -> None:
    link = maker.link()
    guest, file_id = maker.enter(link), file_of(maker, link, length=None)
    key = acts.watch(maker, guest)
    with database.writing(maker.bind) as db:
        db.execute(update(MediaFile).values(role=role.value))
    reports(maker, guest, key, Report(5, HALF, 77.0, file_id), now=after(299))
    assert watched(maker) == [(5, 0)]
    with database.reading(maker.bind) as db:
        assert db.scalars(select(GuestSession.place)).all() == [None]


def test_a_report_is_a_sign_of_life_and_nobody_else_can_give_it(maker: Maker) -> None:
    link = maker.link()
    dana, omer = maker.enter(link), maker.enter(link)
    key = acts.watch(maker, dana)
    reports(maker, omer, key, Report(50), now=after(60))
    assert watched(maker) == [(0, 0)]
    reports(maker, dana, key, Report(50), now=after(299))
    assert acts.plays(maker, dana, key, now=after(598))
    reports(maker, dana, key, Report(500), now=after(599))
    assert watched(maker) == [(50, 0)]


def test_the_last_report_counts_although_the_link_was_ended_but_it_does_not_go_on_for_ever(maker: Maker) -> None:
    link = maker.link()
    guest = maker.enter(link)
    key = acts.watch(maker, guest)
    with database.writing(maker.bind) as db:
        db.execute(update(GuestLink).values(play_epoch=GuestLink.play_epoch + 1))
    reports(maker, guest, key, Report(30), now=after(60))
    assert watched(maker) == [(0, 0)]
    reports(maker, guest, key, Report(40), now=after(61), leaves=True)
    assert watched(maker) == [(40, 0)]
    acts.do(maker, removing_guests.remove_guest, 1, now=after(62))
    reports(maker, guest, key, Report(50), now=after(63), leaves=True)
    assert watched(maker) == [(40, 0)]


def test_the_place_is_kept_until_the_recording_is_another_one(maker: Maker) -> None:
    link = maker.link()
    guest, other, file_id = maker.enter(link), maker.enter(link), file_of(maker, link)
    key = acts.watch(maker, guest)
    assert place(maker, guest) is None
    reports(maker, guest, key, Report(5, 0, 123.5, file_id), now=after(60))
    assert (place(maker, guest), place(maker, other)) == (123.5, None)
    reports(maker, guest, key, Report(5, 0, 7.0, file_id), now=after(61))
    assert place(maker, guest) == 7.0
    with database.writing(maker.bind) as db:
        db.execute(update(MediaFile).values(stored_name="another.mp4"))
    assert place(maker, guest) is None


def test_a_report_of_a_replaced_recording_leaves_the_place_of_the_new_one(maker: Maker) -> None:
    link = maker.link()
    guest, file_id = maker.enter(link), file_of(maker, link)
    key = acts.watch(maker, guest)
    reports(maker, guest, key, Report(5, 0, 60.0, file_id), now=after(60))
    reports(maker, guest, key, Report(9, 0, 300.0, file_id + 1), now=after(61))
    assert place(maker, guest) == 60.0
    with database.reading(maker.bind) as db:
        assert db.scalars(select(GuestSession.place)).all() == [60.0]


def test_without_a_report_it_is_the_time_connected_since_something_was_first_played(maker: Maker) -> None:
    link = maker.link()
    idle, playing, reporting = maker.enter(link), maker.enter(link), maker.enter(link)
    for guest in (idle, playing, reporting):
        key = acts.watch(maker, guest)
        acts.stays(maker, guest, key, now=after(40), played=guest is not idle)
        acts.stays(maker, guest, key, now=after(130), played=guest is not idle)
        if guest is reporting:
            reports(maker, guest, key, Report(12), now=after(131))
    with database.reading(maker.bind) as db:
        assert db.scalars(select(Visit.seconds_watched()).order_by(Visit.id)).all() == [0, 90, 12]


@pytest.mark.parametrize("played", [True, False])
@pytest.mark.parametrize("leaves", [True, False])
@pytest.mark.parametrize(("later", "counted"), [(0, 0), (7, 7)])
def test_a_report_of_less_than_a_second_is_a_report(
    maker: Maker, played: bool, leaves: bool, later: int, counted: int
) -> None:
    """Somebody plays a moment, and leaves the page open for long."""
    guest = maker.enter(maker.link())
    key = acts.watch(maker, guest)
    acts.stays(maker, guest, key, now=NOW, played=played)
    reports(maker, guest, key, Report(0), now=after(1), leaves=leaves)
    for minutes in range(1, 180):
        acts.stays(maker, guest, key, now=after(60 * minutes))
    reports(maker, guest, key, Report(later), now=after(60 * 180), leaves=leaves)
    with database.reading(maker.bind) as db:
        assert db.scalars(select(Visit.seconds_watched())).all() == [counted]
    acts.do(maker, ending_visits.end_silent_visits, now=after(60 * 200), limit=10)
    acts.do(maker, ending_visits.end_silent_visits, now=after(60 * 210), limit=10)
    with database.reading(maker.bind) as db:
        assert db.scalars(select(GuestEntry.watched_seconds)).all() == [counted]
        assert db.scalars(select(Visit.id)).all() == []


def test_leaving_is_the_last_that_was_seen_of_a_guest_unless_the_visit_was_over(maker: Maker) -> None:
    link = maker.link()
    at_once, late = maker.enter(link), maker.enter(link)
    for guest, seconds in ((at_once, 40), (late, 300)):
        key = acts.watch(maker, guest)
        acts.do(maker, playing.leave, guest, key, now=after(seconds))
    with database.reading(maker.bind) as db:
        assert db.scalars(select(Visit.last_seen_at).order_by(Visit.id)).all() == [after(40), NOW]
        assert db.scalars(select(GuestEntry.watched_seconds)).all() == [0, 0]


@pytest.mark.parametrize(("parts", "percent"), [(0, 0), (1, 2), (HALF, 50), ((1 << 50) - 1, 100)])
def test_how_much_is_the_number_of_parts(parts: int, percent: int) -> None:
    assert watching.share(parts) == percent
    assert timedelta(seconds=LENGTH) / watching.PARTS == timedelta(seconds=12)
