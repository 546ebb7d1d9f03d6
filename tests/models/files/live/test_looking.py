"""What is sent lately, by all processes alike, and what looking at a stream costs (contract 9.4, 9.9, 9.16, 9.17)."""

import multiprocessing
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from models.files.live import choosing, kept_runs, looking, parsing, playlists
from models.files.live.disk import LiveFile
from tests.vocabulary.encoder import Encoder, stamp
from tests.vocabulary.live_looks import Player, forget_memory, sent, stream


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


def test_playlists_of_earlier_starts_cost_nothing_for_each_request(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choosing, "SCAN_AFTER", 3600)
    for number in range(30):
        stamp(folder / f"start {number}.m3u8", "#EXTM3U\n#EXTINF:2,\na.ts\n", 1000 - number)
    encoder = Encoder(folder, playlist="start 30.m3u8")
    encoder.write()
    sent()
    asked: list[str] = []
    status = LiveFile.status

    def counted(file: LiveFile) -> os.stat_result | None:
        asked.append(file.path)
        return status(file)

    monkeypatch.setattr(LiveFile, "status", counted)
    for _guest in range(5):
        assert "seg0.ts" in sent("start 30.m3u8")
    assert asked == ["start 30.m3u8"] * 5


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


def test_a_playlist_of_very_many_lines_is_not_sent(folder: Path) -> None:
    """Eight megabytes of segments with names of one letter take half a gigabyte of memory."""
    stamp(
        folder / "index.m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:2\n" + "#EXTINF:2,\na.ts\n" + "\n" * playlists.MOST_LINES
    )
    assert not sent()


VARIANT = "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n{}\n"
SEGMENTS = "#EXTM3U\n#EXTINF:2,\n{}\n#EXTINF:2,\n{}\n"


@pytest.mark.parametrize(
    ("main", "variant", "leads_out"),
    [
        (SEGMENTS.format("/out/a.ts", "/out/b.ts"), None, True),
        (SEGMENTS.format("/out/a.ts", "b.ts"), None, False),
        ("#EXTM3U\n#EXT-X-TARGETDURATION:2\n", None, False),
        (VARIANT.format("/out/v.m3u8"), None, True),
        (VARIANT.format("v.m3u8"), None, False),
        (VARIANT.format("v.m3u8"), SEGMENTS.format("/out/a.ts", "/out/b.ts"), True),
        (VARIANT.format("v.m3u8"), SEGMENTS.format("a.ts", "b.ts"), False),
    ],
)
def test_a_stream_whose_names_all_lead_out_of_the_folder_is_told(
    folder: Path, main: str, variant: str | None, *, leads_out: bool
) -> None:
    stamp(folder / "index.m3u8", main)
    if variant is not None:
        stamp(folder / "v.m3u8", variant)
    assert (looking.look(stream()).leads_out is not None) is leads_out
