"""Live sessions: their start and end, and who gets the stream (contract 2.44, 9.5, 9.18)."""

from datetime import datetime, timedelta

import pytest

from models.config.settings import settings
from models.errors import Invalid, NoRight, NotFound
from models.guests import playing
from models.guests.visiting import Guest
from models.media import deleting, live_sessions, showing
from models.plumbing import database
from models.tables import LiveSession
from tests.vocabulary import acts
from tests.vocabulary.encoder import stamp
from tests.vocabulary.maker import NOW, Maker

SECOND = timedelta(seconds=1)


def state(maker: Maker, media_id: int, *, now: datetime = NOW) -> str:
    with database.reading(maker.bind) as db:
        live_session = showing.shown_live(db, media_id, now=now)
    assert live_session is not None
    return str(live_session.state)


def folder_sent(maker: Maker, guest: Guest, key: str, *, now: datetime = NOW) -> str | None:
    """The folder from which this visit gets the stream, or None if it gets none."""
    try:
        with database.reading(maker.bind) as db:
            return playing.stream_for(db, guest, key, now=now)[0].folder
    except NoRight:
        return None


@pytest.mark.parametrize(("seconds", "expected"), [(-1, "upcoming"), (0, "live"), (1, "live")])
def test_a_session_is_on_from_the_instant_of_its_start(maker: Maker, seconds: int, expected: str) -> None:
    media_id = maker.live(starts_at=NOW + timedelta(hours=1))
    assert state(maker, media_id, now=NOW + timedelta(hours=1, seconds=seconds)) == expected


@pytest.mark.parametrize(("seconds", "expected"), [(-1, "live"), (0, "over"), (1, "over")])
def test_a_session_has_ended_from_the_instant_of_its_end(maker: Maker, seconds: int, expected: str) -> None:
    media_id = maker.live()
    acts.do(maker, live_sessions.end_live, media_id, now=NOW + timedelta(hours=1))
    assert state(maker, media_id, now=NOW + timedelta(hours=1, seconds=seconds)) == expected


def test_a_session_that_is_ended_before_its_start_has_ended(maker: Maker) -> None:
    media_id = maker.live(starts_at=NOW + timedelta(hours=1))
    acts.do(maker, live_sessions.end_live, media_id)
    assert state(maker, media_id) == "over"


def test_ending_twice_keeps_the_first_end(maker: Maker) -> None:
    media_id = maker.live()
    ended = [acts.do(maker, live_sessions.end_live, media_id, now=NOW + later * SECOND) for later in (1, 2)]
    assert ended == [True, False]
    assert state(maker, media_id, now=NOW + SECOND) == "over"


def test_only_a_live_session_can_be_ended(maker: Maker) -> None:
    other = maker.live()
    with pytest.raises(NotFound):
        acts.do(maker, live_sessions.end_live, maker.media())
    assert state(maker, other) == "live"


@pytest.mark.parametrize(("folder", "playlist_url"), [(None, None), ("board", "https://e.org/x.m3u8")])
def test_there_is_exactly_one_source(folder: str | None, playlist_url: str | None) -> None:
    with pytest.raises(Invalid):
        live_sessions.source_of(folder, None, playlist_url, origins_of=str)


def holds_stream(maker: Maker, media_id: int, *, now: datetime = NOW) -> bool:
    with database.reading(maker.bind) as db:
        live_session = showing.shown_live(db, media_id, now=now)
    assert live_session is not None
    assert live_session.stream is not None
    return live_session.stream.holds_stream


def test_a_folder_is_that_of_the_session_that_started_last(maker: Maker) -> None:
    """Two sessions of a week are made in advance, and the encoder always writes into the same folder."""
    owner = maker.user()
    monday = maker.live(owner, starts_at=NOW + timedelta(hours=1))
    tuesday = maker.live(owner, folder="Board", starts_at=NOW + timedelta(hours=2))
    elsewhere = maker.live(folder="other")
    for hours, expected in ((0.99, (True, True)), (1, (True, False)), (1.99, (True, False)), (2, (False, True))):
        now = NOW + timedelta(hours=hours)
        assert (holds_stream(maker, monday, now=now), holds_stream(maker, tuesday, now=now)) == expected
        assert holds_stream(maker, elsewhere, now=now)
    acts.do(maker, live_sessions.end_live, monday, now=NOW + timedelta(hours=1.5))
    assert holds_stream(maker, tuesday, now=NOW + timedelta(hours=1.5)), "its owner tries the encoder out"
    acts.do(maker, live_sessions.end_live, tuesday, now=NOW + timedelta(hours=3))
    assert not holds_stream(maker, monday, now=NOW + timedelta(hours=4)), "what is in the folder is of the other one"
    acts.do(maker, deleting.delete_media, tuesday)
    assert holds_stream(maker, monday, now=NOW + timedelta(hours=4))


def test_of_two_sessions_that_started_at_once_the_newer_one_has_the_folder(maker: Maker) -> None:
    owner = maker.user()
    first, second = maker.live(owner), maker.live(owner)
    assert (holds_stream(maker, first), holds_stream(maker, second)) == (False, True)


def start_of(maker: Maker, media_id: int) -> datetime | None:
    with database.reading(maker.bind) as db:
        return db.get_one(LiveSession, media_id).starts_at


def test_a_session_that_is_started_now_starts_now_and_not_when_it_was_made(maker: Maker) -> None:
    later, started = maker.live(starts_at=NOW + timedelta(hours=1)), maker.live(folder="b", starts_at=NOW - SECOND)
    for media_id in (later, started):
        assert acts.do(maker, live_sessions.move_start, media_id, None, now=NOW)
    assert not acts.do(maker, live_sessions.move_start, started, None, now=NOW), "it is none already"
    assert not acts.do(maker, live_sessions.start_now, later, now=NOW), "it has started"
    assert (start_of(maker, later), start_of(maker, started)) == (NOW, None)


def test_what_is_in_the_folder_when_a_session_is_made_is_of_an_earlier_one(maker: Maker) -> None:
    stamp(settings().live_folder / "board" / "index.m3u8", "x", age=50)
    with database.reading(maker.bind) as db:
        left = [db.get_one(LiveSession, maker.live(folder=folder)).left_until for folder in ("board", "other")]
    assert left == [(settings().live_folder / "board" / "index.m3u8").stat().st_mtime_ns, 0]


def test_an_encoder_may_write_until_the_session_is_over_or_deleted(maker: Maker) -> None:
    ended, deleted = maker.live(folder="board"), maker.live(folder="desk")
    may_write = [acts.do(maker, live_sessions.is_on_or_upcoming, name) for name in ("board", "Desk", "wall")]
    assert may_write == [True, True, False]
    acts.do(maker, live_sessions.end_live, ended)
    acts.do(maker, deleting.delete_media, deleted)
    assert not any(acts.do(maker, live_sessions.is_on_or_upcoming, name) for name in ("board", "desk"))


def test_a_live_visit_gets_only_the_stream_of_its_own_item(maker: Maker) -> None:
    link, other = maker.link(maker.live()), maker.link(maker.live(folder="other"))
    for each in (link, other):
        acts.turn_on(maker, each)
    guest, stranger = maker.enter(link), maker.enter(other)
    key = acts.watch(maker, guest)
    assert folder_sent(maker, guest, key) == "board"
    assert folder_sent(maker, stranger, key) is None
    assert folder_sent(maker, stranger, acts.watch(maker, stranger)) == "other"
    assert not acts.plays(maker, guest, key)
    assert folder_sent(maker, guest, key, now=NOW + timedelta(minutes=5)) is None, "silent"
    acts.delete_media(maker, link)
    assert folder_sent(maker, guest, key) is None


def test_the_visit_of_a_video_has_no_stream(maker: Maker) -> None:
    guest = maker.enter(maker.link())
    assert folder_sent(maker, guest, acts.watch(maker, guest)) is None
