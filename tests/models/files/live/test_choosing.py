"""Which playlist of its folder a session shows (contract 9.2)."""

from pathlib import Path

import pytest

from models.config.settings import settings
from models.files import live_folder
from models.files.live import choosing
from models.files.live.reading import Reader
from tests.vocabulary.encoder import stamp

SEGMENTS = "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\na.ts\n"
VARIANTS = "#EXTM3U\n" + "".join(f"#EXT-X-STREAM-INF:BANDWIDTH=1\n{name}\n" for name in ("low.m3u8", "hd/x.m3u8"))


def chosen(name: str | None = None, left_until: int = 0) -> str | None:
    """None if there is none, or if it is not clear which."""
    found = choosing.choose(Reader("board"), name, left_until)
    return found[0] if len(found) == 1 else None


def folder(**texts: str) -> Path:
    made = settings().live_folder / "board"
    for name, text in texts.items():
        stamp(made / name, text, age=10)
    return made


@pytest.mark.parametrize(
    ("there", "expected"),
    [
        ([], None),
        (["stream.m3u8"], "stream.m3u8"),
        (["stream.m3u8", "playlist.m3u8"], "playlist.m3u8"),
        (["stream.m3u8", "playlist.m3u8", "master.m3u8"], "master.m3u8"),
        (["stream.m3u8", "playlist.m3u8", "master.m3u8", "index.m3u8"], "index.m3u8"),
        (["index.m3u8", "hd/stream.m3u8"], "index.m3u8"),
        (["שידור חי.m3u8"], "שידור חי.m3u8"),
        (["hd/my stream.m3u8"], "hd/my stream.m3u8"),
        (["one.m3u8", "two.m3u8"], None),
        (["one.m3u8", "hd/two.m3u8"], "one.m3u8"),
        (["hd/index.m3u8", "hd/other.m3u8"], "hd/index.m3u8"),
        (["hd/one.m3u8", "sd/two.m3u8"], None),
        (["INDEX.M3U8"], "INDEX.M3U8"),
    ],
)
def test_the_usual_names_count_in_their_order_and_else_the_only_one(there: list[str], expected: str | None) -> None:
    folder(**dict.fromkeys(there, SEGMENTS))
    assert chosen() == expected


def test_a_list_of_playlists_comes_before_those_that_it_names() -> None:
    folder(**{"show.m3u8": VARIANTS, "low.m3u8": SEGMENTS, "hd/x.m3u8": SEGMENTS})
    assert chosen() == "show.m3u8"


def test_the_name_that_the_owner_has_given_counts_alone() -> None:
    folder(**{"index.m3u8": SEGMENTS, "hd/x y": SEGMENTS})
    assert chosen("hd/x y") == "hd/x y"
    assert chosen("none.m3u8") is None


def test_what_is_no_playlist_or_leads_elsewhere_is_not_chosen(tmp_path: Path) -> None:
    board = folder(**{"index.m3u8": "<html>", "master.m3u8": "", "other.m3u8": SEGMENTS})
    (tmp_path / "secret.m3u8").write_text(SEGMENTS)
    (board / "playlist.m3u8").symlink_to(tmp_path / "secret.m3u8")
    (board / "stream.m3u8").mkdir()
    (board / "linked").symlink_to(tmp_path)
    assert chosen() == "other.m3u8"
    assert chosen("linked/secret.m3u8") is None
    assert chosen("../board/other.m3u8") is None


def test_what_an_earlier_session_left_is_not_chosen() -> None:
    board = folder(**{"index.m3u8": SEGMENTS, "master.m3u8": VARIANTS, "low.m3u8": SEGMENTS})
    left_until = live_folder.newest_file_in("board")
    assert left_until == max(path.stat().st_mtime_ns for path in board.rglob("*.m3u8"))
    assert chosen(left_until=left_until) is None
    stamp(board / "low.m3u8", SEGMENTS, age=1)
    assert chosen(left_until=left_until) == "master.m3u8", "the encoder wrote it once, before the session was made"
    stamp(board / "index.m3u8", SEGMENTS, age=1)
    assert chosen(left_until=left_until) == "index.m3u8"


def written(name: str, age: float, *, end: bool = False, text: str = SEGMENTS) -> None:
    stamp(settings().live_folder / "board" / name, text + "#EXT-X-ENDLIST\n" * end, age=age)


@pytest.mark.parametrize("age", [0, 3600])
def test_a_playlist_that_is_written_comes_before_those_of_earlier_starts(age: float) -> None:
    """However long ago that was."""
    written("20-01-02.m3u8", age + 100)
    written("20-05-02.m3u8", age + 10, end=True)
    written("20-05-09.m3u8", age)
    assert chosen() == "20-05-09.m3u8"
    written("index.m3u8", age + 60)
    assert chosen() == "20-05-09.m3u8"
    written("index.m3u8", age + 1)
    assert chosen() == "index.m3u8", "a usual name counts, if both are written"


def test_a_list_of_playlists_is_written_when_one_that_it_names_is() -> None:
    written("old.m3u8", 100)
    written("show.m3u8", 3600, text=VARIANTS)
    written("low.m3u8", 1)
    assert chosen() == "show.m3u8"
    written("other.m3u8", 50)
    assert chosen() == "show.m3u8"


def test_a_list_of_pictures_for_seeking_does_not_count() -> None:
    written("cam1.m3u8", 1)
    written("cam1_frames.m3u8", 1, text=SEGMENTS.replace("#EXTINF", "#EXT-X-I-FRAMES-ONLY\n#EXTINF"))
    assert chosen() == "cam1.m3u8"


def test_of_several_that_are_written_none_is_taken_by_chance() -> None:
    for number, name in enumerate(("cam1.m3u8", "cam2.m3u8")):
        written(name, 5 - number)
    written("gone.m3u8", 60)
    assert choosing.choose(Reader("board"), None, 0) == ["cam1.m3u8", "cam2.m3u8"]
    assert chosen("cam1.m3u8") == "cam1.m3u8"


def test_the_newest_of_very_many_playlists_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choosing, "MOST_CHOSEN_FROM", 5)
    for number in range(20):
        written(f"start {number}.m3u8", 100 * (1 + number % 7) if number != 11 else 1)
    assert chosen() == "start 11.m3u8"
