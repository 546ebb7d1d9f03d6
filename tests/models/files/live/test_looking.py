"""Encoders start again and again, and what is served goes on (contract 9.16, 9.17)."""

import multiprocessing
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from models.config.settings import settings
from models.files.live import kept_runs, looking, parsing, playlists, shown
from models.files.live.shown import Since
from models.tables.live_session import LiveState, LiveStream
from tests.vocabulary.encoder import Encoder, stamp
from tests.vocabulary.waiting import wait_until

ALL = Since(0)


def stream(media_id: int = 1, folder: str = "board", *, name: str | None = None, left_until: int = 0) -> LiveStream:
    return LiveStream(media_id, folder, name, left_until, None, LiveState.LIVE, holds_stream=True)


def forget_memory() -> None:
    """As in another web process, or after a restart of ours."""
    looking._streams.clear()


def sent(path: str = "index.m3u8", of: LiveStream | None = None) -> str:
    of = of or stream()
    look = looking.look(of)
    return shown.playlist(of, look, path, ALL).decode() if path in look.playlists else ""


@dataclass
class Player:
    """Reads what is sent, and knows each segment by the number that it has for players."""

    seen: dict[int, tuple[str, int]] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)

    def read(self, text: str) -> None:
        number, breaks = _tag("MEDIA-SEQUENCE", text), _tag("DISCONTINUITY-SEQUENCE", text)
        if self.seen and number < min(self.seen):
            self.broken.append("it goes back")
        for line in text.splitlines():
            breaks += line == "#EXT-X-DISCONTINUITY"
            if not line.startswith("#"):
                if self.seen.setdefault(number, (line, breaks)) != (line, breaks):
                    self.broken.append(f"{number} is {line} in {breaks}, and was {self.seen[number]}")
                number += 1


def _tag(name: str, text: str) -> int:
    found = re.search(rf"^#EXT-X-{name}:(\d+)$", text, re.MULTILINE)
    return int(found[1]) if found else 0


@pytest.fixture
def folder() -> Path:
    made = settings().live_folder / "board"
    made.mkdir(parents=True)
    return made


STARTS = [(1, "seg{}.ts", True), (3, "dir 1/%{}.m4s", False), (3, "seg{}.ts", True), (0, "seg{}.ts", False)]


@pytest.mark.parametrize(("window", "pattern", "ends"), STARTS)
def test_a_session_survives_fifty_starts_of_its_encoder(folder: Path, window: int, pattern: str, *, ends: bool) -> None:
    encoder, player = Encoder(folder, window=window, pattern=pattern, age=1000), Player()
    for start in range(51):
        for _ in range(1 + start % 4):
            encoder.age -= 2.1
            encoder.write()
            player.read(sent())
            if start % 5 == 0:
                forget_memory()
        if ends:
            encoder.stop()
            player.read(sent())
        encoder.start_again()
    assert not player.broken
    assert sorted(player.seen) == list(range(sum(1 + start % 4 for start in range(51)))), "each segment has its number"
    assert max(breaks for _line, breaks in player.seen.values()) == 50
    assert "ENDLIST" not in sent()


def test_an_encoder_that_appends_or_counts_on_goes_on(folder: Path) -> None:
    player = Player()
    encoder = Encoder(folder, window=0, age=100)
    encoder.write(3, end=True)
    player.read(sent())
    encoder.write(2)
    player.read(sent())
    assert sorted(player.seen) == [0, 1, 2, 3, 4]
    assert {breaks for _line, breaks in player.seen.values()} == {0}
    # Its numbers are seconds since 1970 at each start.
    for first in (1_800_000_000, 1_800_000_100):
        encoder.first, encoder.age = first, encoder.age - 10
        encoder.start_again()
        encoder.write(2)
        player.read(sent())
    assert sorted(player.seen) == list(range(9))
    assert [player.seen[number][1] for number in (4, 5, 6, 7, 8)] == [0, 1, 1, 2, 2]
    assert not player.broken


def test_breaks_that_slide_out_are_counted_whether_the_encoder_counts_them_or_not(folder: Path) -> None:
    player = Player()
    lists = ["a", "ab", "b|c", "|cd", "de", "e|f"]
    for number, text in enumerate(lists):
        lines = ["#EXTM3U", "#EXT-X-TARGETDURATION:2", f"#EXT-X-MEDIA-SEQUENCE:{(0, 0, 1, 2, 3, 4)[number]}"]
        for letter in text:
            lines += ["#EXT-X-DISCONTINUITY"] if letter == "|" else ["#EXTINF:2,", f"{letter}.ts"]
        stamp(folder / "index.m3u8", "\n".join([*lines, ""]), age=50 - number)
        player.read(sent())
    assert [breaks for _line, breaks in player.seen.values()] == [0, 0, 1, 1, 1, 2]
    assert not player.broken


def test_a_playlist_that_is_half_written_starts_no_run(folder: Path) -> None:
    encoder = Encoder(folder)
    encoder.write(5)
    whole = sent()
    text = (folder / "index.m3u8").read_text()
    for half in ("", "#EXTM3U\n", text[: text.index("seg3")], "\n".join(text.splitlines()[:-2]), "<html>"):
        stamp(folder / "index.m3u8", half, age=0)
        assert sent() == whole
    stamp(folder / "index.m3u8", text, age=0)
    encoder.write()
    assert "seg5.ts\n" in sent()
    assert "run" not in sent()


VARIANTS = "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nlow.m3u8\n"


@pytest.mark.parametrize("restarts", [False, True])
def test_a_list_of_segments_may_become_a_list_of_playlists_and_the_other_way(folder: Path, *, restarts: bool) -> None:
    encoder, player = Encoder(folder, age=100), Player()
    for _ in range(2):
        encoder.playlist, encoder.age = "index.m3u8", encoder.age - 20
        encoder.write(3)
        player.read(sent())
        encoder.playlist = "low.m3u8"
        encoder.write()
        stamp(folder / "index.m3u8", VARIANTS, encoder.age - 10)
        if restarts:
            forget_memory()
        assert sent() == VARIANTS
        assert "seg3.ts" in sent("low.m3u8")
        encoder.numbers = []
    assert not player.broken
    assert sorted(player.seen) == list(range(6))


def test_a_new_run_is_believed_when_it_has_stood_for_half_a_second(folder: Path) -> None:
    encoder = Encoder(folder)
    encoder.write(5)
    before = sent()
    encoder.start_again()
    encoder.age = 0
    encoder.write()
    assert sent() == before
    wait_until("it is believed", lambda: "seg0.ts?run=1" in sent())
    assert "#EXT-X-MEDIA-SEQUENCE:5\n#EXT-X-DISCONTINUITY\n" in sent()


def test_bytes_of_a_new_run_are_not_sent_for_an_address_of_the_one_before(folder: Path) -> None:
    encoder = Encoder(folder, age=100)
    encoder.write(3)
    assert looking.look(stream()).serves("seg0.ts", None)
    for run in (1, 2):
        encoder.start_again()
        encoder.age -= 20
        encoder.write()
        look = looking.look(stream())
        assert look.serves("seg0.ts", f"{run}")
        assert not look.serves("seg0.ts", f"{run - 1}")
        assert not look.serves("seg0.ts", f"{run + 1}")


def test_what_was_named_lately_is_still_sent_and_nothing_else(folder: Path) -> None:
    """A slow player asks for what the playlist has just dropped, and may ask another process for it."""
    encoder = Encoder(folder)
    (folder / "other.ts").write_text("x")
    encoder.write(3)
    sent()
    forget_memory()
    encoder.write(3)
    look = looking.look(stream())
    assert [look.serves(f"seg{number}.ts", None) for number in (0, 2, 3, 5, 6)] == [True, True, True, True, False]
    assert not look.serves("other.ts", None)
    long_ago = {path: (version, 0) for path, version in look.listed.items()}
    kept = kept_runs.load(1)
    assert kept is not None
    kept.listed = long_ago
    kept_runs.save(1, kept)
    forget_memory()
    assert not looking.look(stream()).serves("seg0.ts", None)


def look_in_a_process(number: int, texts: "multiprocessing.Queue[tuple[int, str]]") -> None:
    forget_memory()
    texts.put((number, sent()))


def test_all_processes_serve_the_same_numbers(folder: Path) -> None:
    """They look at the same moment, right after the encoder has started again."""
    encoder = Encoder(folder, age=100)
    fork = multiprocessing.get_context("fork")
    for start in range(3):
        encoder.age -= 10
        encoder.write(4)
        texts: multiprocessing.Queue[tuple[int, str]] = fork.Queue()
        lookers = [fork.Process(target=look_in_a_process, args=(number, texts)) for number in range(6)]
        for looker in lookers:
            looker.start()
        found = {texts.get(timeout=60)[1] for _looker in lookers}
        for looker in lookers:
            looker.join()
        assert len(found) == 1
        assert f"#EXT-X-MEDIA-SEQUENCE:{1 + 3 * start}\n" in found.pop()
        encoder.start_again()


def test_a_playlist_is_read_once_however_many_ask(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    parse = parsing.read

    def counted(content: bytes, path: str, is_file: Callable[[str], bool], folder: str) -> playlists.Playlist:
        read.append(path)
        return parse(content, path, is_file, folder)

    monkeypatch.setattr(parsing, "read", counted)
    encoder = Encoder(folder, window=0)
    encoder.write(100)
    for _guest in range(50):
        sent()
    assert read == ["index.m3u8"]
    encoder.write()
    assert "seg100.ts" in sent()
    assert read == ["index.m3u8"] * 2


def test_what_a_process_remembers_is_bounded(folder: Path) -> None:
    Encoder(folder).write()
    for media_id in range(1, 100):
        sent(of=stream(media_id))
    assert len(looking._streams) == looking.MOST_STREAMS


def test_nothing_is_lost_where_nothing_can_be_kept(folder: Path) -> None:
    (folder.parent / kept_runs.FOLDER).write_text("a file in the way")
    encoder, player = Encoder(folder, age=100), Player()
    for _start in range(2):
        encoder.write(4)
        player.read(sent())
        encoder.start_again()
        encoder.age -= 20
    assert not player.broken
    assert len(player.seen) == 6


@pytest.mark.parametrize("content", ["", "{", "[]", '{"runs": {"index.m3u8": {"x": 1}}, "listed": {}, "written": 1}'])
def test_a_kept_file_that_cannot_be_read_is_written_anew(folder: Path, content: str) -> None:
    Encoder(folder).write(3)
    sent()
    forget_memory()
    (folder.parent / kept_runs.FOLDER / "1.json").write_text(content)
    assert sent()
    assert kept_runs.load(1) is not None


def test_a_playlist_of_eight_megabytes_is_sent_and_a_larger_one_is_not(folder: Path) -> None:
    def write(size: int) -> None:
        head, segment = "#EXTM3U\n#EXT-X-TARGETDURATION:2\n", "#EXTINF:2,\na.ts\n"
        padding = "#" * (size - len(head) - len(segment) - 1) + "\n"
        stamp(folder / "index.m3u8", head + padding + segment)

    write(playlists.MOST_BYTES)
    assert sent().endswith("a.ts\n")
    forget_memory()
    write(playlists.MOST_BYTES + 1)
    assert not sent()
