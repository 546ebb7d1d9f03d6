"""When a session is upcoming, live and interrupted, and from when on it is shown (contract 9.5, 9.6, 9.18)."""

import os
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from models.config.settings import settings
from models.files import live_folder
from models.files.live import disk_time, looking, shown
from models.tables.live_session import LiveState, LiveStream
from tests.vocabulary.encoder import NS, Encoder, stamp

STREAM = LiveStream(1, "board", None, 0, None, LiveState.LIVE, holds_stream=True)


def now() -> datetime:
    return datetime.now(UTC)


def state(stream: LiveStream = STREAM, *, for_guests: bool = True) -> str:
    return shown.state(stream, for_guests=for_guests, now=now())


def starting(seconds: float) -> LiveStream:
    """The session, with a start that many seconds from now."""
    by_database = LiveState.UPCOMING if seconds > 0 else LiveState.LIVE
    return replace(STREAM, starts_at=now() + timedelta(seconds=seconds), state=by_database)


def sent(stream: LiveStream, *, for_guests: bool = True) -> list[str]:
    """The names of the segments in the playlist."""
    look = shown.look_at(stream)
    if "index.m3u8" not in look.playlists:
        return []
    since = shown.since(stream, for_guests=for_guests, now=now())
    text = shown.playlist(stream, look, "index.m3u8", since).decode()
    return [line for line in text.splitlines() if not line.startswith("#")]


@pytest.fixture
def folder() -> Path:
    made = settings().live_folder / "board"
    made.mkdir(parents=True)
    return made


@pytest.mark.parametrize(
    ("target", "age", "expected"),
    [(2, 0, "live"), (2, 13, "live"), (2, 16, "interrupted"), (10, 28, "live"), (10, 31, "interrupted")],
)
def test_a_stream_is_live_for_three_target_durations_and_at_least_fifteen_seconds(
    folder: Path, target: int, age: int, expected: str
) -> None:
    assert state() == "upcoming"
    Encoder(folder, target=target, age=age).write()
    assert state() == expected


def test_it_goes_on_after_each_interruption_with_and_without_an_end_mark(folder: Path) -> None:
    encoder = Encoder(folder, age=200)
    for end in (True, False):
        encoder.age -= 50
        encoder.write(end=end)
        looking._streams.clear()
        assert state() == "interrupted"
        encoder.start_again()
        encoder.age -= 50
        encoder.write(end=end)
        os.utime(folder / "index.m3u8")
        assert state() == "live", "an end mark ends nothing"


def test_an_encoder_that_removes_its_files_as_it_stops_interrupts_the_session(folder: Path) -> None:
    Encoder(folder).write()
    assert state() == "live"
    for path in folder.iterdir():
        path.unlink()
    looking._streams.clear()
    assert state() == "interrupted"


def test_a_playlist_without_segments_is_not_live(folder: Path) -> None:
    stamp(folder / "index.m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:2\n")
    assert state() == "upcoming"


@pytest.mark.parametrize("hours", [-3, 3])
def test_a_clock_that_is_set_while_the_encoder_writes_interrupts_nothing(folder: Path, hours: int) -> None:
    """Its files are stamped by a clock that is wrong. What we see change is live, and the future is not believed."""
    encoder = Encoder(folder, age=hours * 3600)
    for _ in range(2):
        encoder.write()
        state()
        encoder.age -= 2
    assert state() == "live"
    looking._streams.clear()
    assert state() == ("interrupted" if hours > 0 else "live"), "nothing was seen to change"


def test_the_disk_tells_the_time(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of this machine is wrong by a day; that of the disk is not."""
    disk_time._offsets.clear()
    real = time.time_ns()
    monkeypatch.setattr(time, "time_ns", lambda: real + 86_400 * NS)
    (folder / "index.m3u8").write_text("x")
    assert abs(disk_time.now_ns("board") - (folder / "index.m3u8").stat().st_mtime_ns) < 5 * NS
    assert [path.name for path in folder.iterdir()] == ["index.m3u8"], "it leaves nothing behind"


def test_what_an_earlier_session_left_is_not_shown(folder: Path) -> None:
    encoder = Encoder(folder, window=0, age=100)
    encoder.write(3)
    (folder / "init.mp4").write_text("x")
    stream = replace(STREAM, left_until=live_folder.newest_file_in("board"))
    assert (state(stream), sent(stream)) == ("upcoming", [])
    encoder.age = -1
    encoder.write_playlist()
    assert state(stream) == "upcoming", "its encoder has written nothing that is new"
    encoder.write(2)
    assert (state(stream), sent(stream)) == ("live", ["seg3.ts", "seg4.ts"])
    look, since = looking.look(stream), shown.since(stream, for_guests=True, now=now())
    files = [shown.file_of(stream, look, f"seg{number}.ts", None, since) for number in range(5)]
    assert [file is not None for file in files] == [False, False, False, True, True]


def test_guests_get_nothing_of_what_was_streamed_before_the_start(folder: Path) -> None:
    encoder = Encoder(folder, window=0, age=60)
    for _ in range(10):
        encoder.write()
        encoder.age -= 2
    # The last one was written 42 seconds ago, one every two seconds before. They last two seconds each.
    upcoming, begun = starting(5), starting(-49)
    assert (state(upcoming), state(upcoming, for_guests=False)) == ("upcoming", "upcoming")
    os.utime(folder / "index.m3u8")
    assert (state(upcoming), state(upcoming, for_guests=False)) == ("upcoming", "live")
    assert len(sent(upcoming, for_guests=False)) == 10
    assert sent(begun) == ["seg7.ts", "seg8.ts", "seg9.ts"], "seg6.ts was begun before the start"
    assert len(sent(begun, for_guests=False)) == 10
    look, since = looking.look(begun), shown.since(begun, for_guests=True, now=now())
    files = [shown.file_of(begun, look, f"seg{number}.ts", None, since) for number in (5, 6, 7)]
    assert [file is not None for file in files] == [False, False, True]
    assert state(starting(-30)) == "upcoming", "nothing has been streamed since"


def test_keys_and_initialisation_parts_may_be_older_than_the_start(folder: Path) -> None:
    stamp(folder / "init.mp4", "x", age=3600)
    stamp(folder / "a.m4s", "x", age=1)
    stamp(folder / "index.m3u8", '#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-MAP:URI="init.mp4"\n#EXTINF:2,\na.m4s\n')
    stream = starting(-10)
    look, since = looking.look(stream), shown.since(stream, for_guests=True, now=now())
    assert shown.file_of(stream, look, "init.mp4", None, since)
    assert sent(stream) == ["a.m4s"]


def test_a_session_that_no_longer_holds_its_folder_shows_nothing(folder: Path) -> None:
    Encoder(folder).write()
    taken = replace(STREAM, holds_stream=False)
    assert (state(taken), sent(taken)) == ("upcoming", [])
    assert state() == "live"
    assert (state(taken), sent(taken)) == ("interrupted", [])


def test_an_over_session_stays_over(folder: Path) -> None:
    Encoder(folder).write()
    assert state(replace(STREAM, state=LiveState.OVER)) == "over"
