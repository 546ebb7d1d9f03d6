"""All playlists of a stream begin a new run together, whatever they are called by then (contract 9.16)."""

import re
from pathlib import Path

import pytest

from models.files.live import following, looking
from tests.vocabulary.encoder import stamp
from tests.vocabulary.live_looks import Player, forget_memory, sent, stream
from tests.vocabulary.waiting import wait_until

MASTER = '#EXTM3U\n#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="x",URI="a.m3u8"\n#EXT-X-STREAM-INF:BANDWIDTH=1\nv.m3u8\n'


def write(folder: Path, name: str, numbers: range, age: float, *, end: bool = False) -> None:
    """A playlist of segments of two seconds, and those of its segments that are not there yet."""
    lines = ["#EXTM3U", "#EXT-X-TARGETDURATION:2", f"#EXT-X-MEDIA-SEQUENCE:{numbers[0]}"]
    for number in numbers:
        segment = f"{name.removesuffix('.m3u8')}{number}.ts"
        path, written = folder / segment, age + 2 * (numbers[-1] - number)
        if not path.exists() or written < AGES.get(segment, 10**6) - 5:
            stamp(path, "x", written)
            AGES[segment] = written
        lines += ["#EXTINF:2.0,", segment.rpartition("/")[2]]
    stamp(folder / name, "\n".join([*lines, *(["#EXT-X-ENDLIST"] if end else []), ""]), age)


AGES: dict[str, float] = {}


@pytest.fixture(autouse=True)
def no_segments() -> None:
    AGES.clear()


def starts_at(path: str) -> tuple[int, int, str]:
    """Of the first segment that is sent: its number, its discontinuity number, and its address."""
    text = sent(path)
    counters = [re.search(rf"{name}:(\d+)", text) for name in ("MEDIA-SEQUENCE", "DISCONTINUITY-SEQUENCE")]
    number, breaks = (int(found[1]) if found else 0 for found in counters)
    first = next(line for line in text.splitlines() if not line.startswith("#"))
    return number, breaks + text.partition("#EXTINF")[0].count("#EXT-X-DISCONTINUITY\n"), first


NAMES = [("20-01-02.m3u8", "20-05-02.m3u8"), ("29/index.m3u8", "30/index.m3u8"), ("index.m3u8", "stream.m3u8")]


@pytest.mark.parametrize(("first", "second"), NAMES)
@pytest.mark.parametrize("ends", [True, False])
def test_an_encoder_that_calls_its_playlist_otherwise_at_each_start_goes_on(
    folder: Path, first: str, second: str, *, ends: bool
) -> None:
    player = Player()
    for age, name in ((90, first), (60, second), (30, first)):
        write(folder, name, range(3), age, end=ends)
        forget_memory()
        look = looking.look(stream())
        assert look.main == name
        assert look.earlier == {first, second} - {name} if age < 90 else not look.earlier
        player.read(sent(name))
    assert not player.broken
    assert sorted(player.seen) == list(range(9))
    assert [breaks for _line, breaks in player.seen.values()] == [0, 0, 0, 1, 1, 1, 2, 2, 2]


def test_a_start_in_which_only_the_sound_was_written_counts_for_the_picture_too(folder: Path) -> None:
    stamp(folder / "index.m3u8", MASTER, 500)
    for name in ("v.m3u8", "a.m3u8"):
        write(folder, name, range(3), 100)
    sent()
    write(folder, "a.m3u8", range(1), 60)
    assert starts_at("a.m3u8") == (3, 1, "a0.ts?run=1")
    assert starts_at("v.m3u8") == (0, 0, "v0.ts")
    write(folder, "v.m3u8", range(3), 20)
    assert starts_at("v.m3u8")[1:] == (2, "v0.ts?run=2")
    write(folder, "a.m3u8", range(3), 20)
    assert starts_at("a.m3u8")[1:] == (2, "a0.ts?run=2")


@pytest.mark.parametrize("order", [("v.m3u8", "a.m3u8"), ("a.m3u8", "v.m3u8")])
def test_a_start_is_one_however_much_later_its_other_playlist_is_seen(folder: Path, order: tuple[str, str]) -> None:
    stamp(folder / "index.m3u8", MASTER, 500)
    for start, age in enumerate((100, 60, 20)):
        for later, name in enumerate(order):
            write(folder, name, range(3), age - later)
            forget_memory()
            sent()
        found = {starts_at(name)[:2] for name in order}
        assert found == {(3 * start, start)}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"v.m3u8": range(3), "a.m3u8": range(4)}, {"v.m3u8": range(3, 6), "a.m3u8": range(3, 6)}),
        ({"v.m3u8": range(5), "a.m3u8": range(1, 6)}, {"v.m3u8": range(6, 11), "a.m3u8": range(6, 11)}),
    ],
)
def test_a_playlist_whose_numbers_happen_to_follow_begins_with_the_others(
    folder: Path, before: dict[str, range], after: dict[str, range]
) -> None:
    """After a crash nobody looked, or nobody looked for as long as a playlist is."""
    stamp(folder / "index.m3u8", MASTER, 500)
    for lists, age in ((before, 60), (after, 10)):
        for name, numbers in lists.items():
            write(folder, name, numbers, age)
        sent()
    (video, audio) = starts_at("v.m3u8"), starts_at("a.m3u8")
    assert video[:2] == audio[:2]
    assert video[1] == 1


def test_a_quality_that_is_added_meanwhile_begins_nothing(folder: Path) -> None:
    stamp(folder / "index.m3u8", MASTER, 500)
    write(folder, "v.m3u8", range(3), 30)
    sent()
    write(folder, "v.m3u8", range(3), 20)
    assert starts_at("v.m3u8") == (3, 1, "v0.ts?run=1")
    write(folder, "a.m3u8", range(3), 18)
    assert starts_at("a.m3u8") == (3, 1, "a0.ts?run=1")
    write(folder, "v.m3u8", range(1, 4), 16)
    assert starts_at("v.m3u8") == (4, 1, "v1.ts?run=1")


def test_an_older_playlist_that_comes_late_begins_no_run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    player = Player()
    for first in range(3):
        for numbers in (range(first, first + 5), range(first + 1, first + 6), range(first, first + 5)):
            write(folder, "index.m3u8", numbers, 20 - numbers[0])
            forget_memory()
            sent()
    write(folder, "index.m3u8", range(3, 8), 17)
    player.read(sent())
    assert not player.broken
    assert starts_at("index.m3u8") == (3, 0, "index3.ts")
    monkeypatch.setattr(following, "LATE_FOR", 0.1)
    write(folder, "index.m3u8", range(2, 7), 16)
    assert starts_at("index.m3u8")[0] == 3
    wait_until("its clock was set, and it began anew", lambda: starts_at("index.m3u8") == (8, 1, "index2.ts?run=1"))
