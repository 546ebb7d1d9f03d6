"""What is shown of streams whose segments are parts of one file, or are missing (contract 9.6, 9.16, 9.18)."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from models.files import live_folder
from models.files.live import shown
from models.tables.live_session import LiveStream
from tests.vocabulary.encoder import Encoder, stamp
from tests.vocabulary.live_looks import stream


def now() -> datetime:
    return datetime.now(UTC)


def starting(seconds_ago: float) -> LiveStream:
    return replace(stream(), starts_at=now() - timedelta(seconds=seconds_ago))


def sent(of: LiveStream) -> tuple[int, list[str]]:
    """The number of the first segment in the playlist, and the segments."""
    look, since = shown.look_at(of), shown.since(of, for_guests=True, now=now())
    text = shown.playlist(of, look, "index.m3u8", since).decode()
    number = re.search(r"MEDIA-SEQUENCE:(\d+)", text)
    named = re.findall(r"^(?:#EXT-X-BYTERANGE:(.+)\n)?([^#\n]+)$", text, re.MULTILINE)
    return int(number[1]) if number else 0, [part or name for part, name in named]


def may_send(of: LiveStream, first: int, end: int) -> bool:
    look, since = shown.look_at(of), shown.since(of, for_guests=True, now=now())
    return bool(shown.file_of(of, look, "a.mp4", None, since)) and shown.may_send(
        of, look, "a.mp4", since, range(first, end)
    )


def write(folder: Path, segments: int, age: float, *, breaks: tuple[int, ...] = (), explicit: bool = True) -> None:
    """One file of an initialisation part of 50 bytes and of segments of 100 bytes and two seconds."""
    lines = ["#EXTM3U", "#EXT-X-TARGETDURATION:2", '#EXT-X-MAP:URI="a.mp4",BYTERANGE="50@0"']
    for number in range(segments):
        lines += ["#EXT-X-DISCONTINUITY"] if number in breaks else []
        offset = f"@{50 + 100 * number}" if explicit or number == 0 else ""
        lines += ["#EXTINF:2.0,", f"#EXT-X-BYTERANGE:100{offset}", "a.mp4"]
    stamp(folder / "a.mp4", "x" * (50 + 100 * segments), age)
    stamp(folder / "index.m3u8", "\n".join([*lines, ""]), age)


@pytest.mark.parametrize("explicit", [True, False])
def test_ranges_of_one_file_that_were_streamed_before_the_start_are_not_shown(folder: Path, *, explicit: bool) -> None:
    """The file itself is always as new as its end."""
    write(folder, 30, age=0, explicit=explicit)
    begun = starting(7)
    assert sent(begun)[0] == 27
    assert len(sent(begun)[1]) == 3
    parts = [(2650, 2750), (2750, 2850), (0, 50), (0, 51), (50, 150), (0, 3050), (2750, 3050)]
    assert [may_send(begun, *part) for part in parts] == [False, True, True, False, False, False, True]
    assert len(sent(stream())[1]) == 30
    assert may_send(stream(), 0, 3050)


def test_a_file_that_is_longer_than_its_playlist_says_shows_no_more(folder: Path) -> None:
    """The encoder is writing the next segment."""
    write(folder, 30, age=1.5)
    stamp(folder / "a.mp4", "x" * 4000, age=0)
    assert sent(starting(8.0))[0] == 27


def test_ranges_of_an_earlier_session_are_not_shown(folder: Path) -> None:
    """Its encoder appends to the playlist and the file of that session, behind a discontinuity."""
    write(folder, 10, age=3600)
    left_until = live_folder.newest_file_in("board")
    write(folder, 13, age=0, breaks=(10,))
    assert sent(stream(left_until=left_until))[0] == 10
    assert may_send(stream(left_until=left_until), 1050, 1150)
    assert not may_send(stream(left_until=left_until), 950, 1050)


@pytest.mark.parametrize(("seconds_ago", "shown_parts"), [(1.2, []), (1.9, []), (2.9, [3, 4, 5, 6]), (60, [*range(7)])])
def test_parts_are_named_and_sent_from_the_first_segment_that_is_shown_on(
    folder: Path, seconds_ago: float, shown_parts: list[int]
) -> None:
    """Parts of half a second: three of the last segment, and four of the next one, the last of them just written."""
    ages = [3.5 - 0.5 * (number + 1) for number in range(7)]
    parts = [f'#EXT-X-PART:DURATION=0.5,URI="p{number}.mp4"' for number in range(7)]
    for number, age in enumerate(ages):
        stamp(folder / f"p{number}.mp4", "x", age)
    stamp(folder / "s0.mp4", "x", ages[2])
    lines = ["#EXTM3U", "#EXT-X-TARGETDURATION:2", *parts[:3], "#EXTINF:1.5,", "s0.mp4", *parts[3:], ""]
    stamp(folder / "index.m3u8", "\n".join(lines), 0)
    of = starting(seconds_ago)
    look, since = shown.look_at(of), shown.since(of, for_guests=True, now=now())
    text = shown.playlist(of, look, "index.m3u8", since).decode()
    assert [int(number) for number in re.findall(r"p(\d)\.mp4", text)] == shown_parts
    for number in shown_parts:
        assert shown.file_of(of, look, f"p{number}.mp4", None, since), number


@pytest.mark.parametrize("window", [3, 10])
def test_numbers_rise_although_a_segment_is_missing(folder: Path, window: int) -> None:
    stamp(folder / "old.ts", "x", age=1000)
    left_until = live_folder.newest_file_in("board")
    encoder = Encoder(folder, window=window, age=100)
    encoder.write(window)
    for number in range(window, window + 12):
        assert sent(stream(left_until=left_until))[0] == number - window
        encoder.age -= 2
        encoder.write()
        (folder / f"seg{window + 4}.ts").unlink(missing_ok=True)


def test_where_no_segment_is_there_nothing_is_shown(folder: Path) -> None:
    encoder = Encoder(folder, window=0)
    encoder.write(5)
    for path in folder.glob("*.ts"):
        path.unlink()
    assert sent(starting(3600))[1] == []
    assert shown.state(starting(3600), for_guests=True, now=now()) == "upcoming"


def test_a_file_of_the_future_keeps_no_session_waiting(folder: Path) -> None:
    """Of an archive that was unpacked there, or of an encoder whose clock was wrong."""
    for age in (-3600, -86_400 * 365):
        stamp(folder / f"{age}.ts", "x", age)
    left = stream(left_until=live_folder.newest_file_in("board"))
    (folder / "index.m3u8").write_text("#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n-3600.ts\n#EXTINF:2,\na.ts\n")
    (folder / "a.ts").write_text("x")
    assert shown.state(left, for_guests=True, now=now()) == "live"
    assert sent(left) == (1, ["a.ts"]), "what is of the future was there before"
