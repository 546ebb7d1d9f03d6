"""When a live session is deleted, what its encoder wrote is erased, and nothing else (contract 9.14)."""

import os
from pathlib import Path

import pytest

from models.config.settings import settings
from models.media import deleting, live_sessions
from models.workflows import steps
from tests.vocabulary import acts
from tests.vocabulary.maker import NOW, Maker

HLS = ("index.m3u8", "low.m3u8", "a1.ts", "a2.m4s", "init.mp4", "part1.mp4", "part22.mp4", "words.vtt")
PLAYLIST = '#EXTM3U\n#EXT-X-MAP:URI="init.mp4"\n#EXTINF:2,\nwords.vtt\n#EXTINF:2,\npart22.mp4\n'


def folder(name: str = "board", *files: str) -> Path:
    made = settings().live_folder / name
    made.mkdir(parents=True, exist_ok=True)
    for file in (*HLS, *files):
        (made / file).write_text(PLAYLIST if file == "index.m3u8" else file)
    return made


def delete(maker: Maker, media_id: int) -> None:
    acts.do(maker, deleting.delete_media, media_id)


def files_in(place: Path) -> set[str]:
    return {str(path.relative_to(place)) for path in place.rglob("*") if not path.is_dir()}


def test_the_folder_is_erased_and_those_beside_it_stay(maker: Maker) -> None:
    board, other = folder(), folder("other")
    media_id, _other = maker.live(), maker.live(folder="other")
    acts.sweep(maker)
    assert files_in(board) == set(HLS), "before it is deleted"
    delete(maker, media_id)
    acts.sweep(maker)
    assert not board.exists()
    assert files_in(other) == set(HLS)
    [workflow] = acts.workflows(maker)
    assert {step.name: step.rows for step in workflow.steps}["erase_files"] == len(HLS)


def test_files_that_are_not_a_stream_stay_and_so_does_their_folder(maker: Maker) -> None:
    foreign = {"notes.txt", "master.mov", "other.key", "hd/picture.jpg"}
    (settings().live_folder / "board" / "hd" / "empty").mkdir(parents=True)
    board = folder("board", *foreign, "A B.ts", ".a1.ts", "hd/a1.ts", "hd/enc.key", "hd/segment 1")
    (board / "hd" / "x.m3u8").write_text('#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI="enc.key"\n#EXTINF:2,\nsegment 1\n')
    delete(maker, maker.live())
    acts.sweep(maker)
    assert files_in(board) == foreign
    assert not (board / "hd" / "empty").exists()


RECORDINGS = {"part.mp4", "party 1.mp4", "a1.mp4", "archive/part1.mp4", "music.mp3", "interview.m4a", "camera.mts"}


def test_recordings_beside_the_stream_stay(maker: Maker) -> None:
    """OBS, nginx-rtmp and MediaMTX write them into the same folder, if they are told so."""
    (settings().live_folder / "board" / "archive").mkdir(parents=True)
    board = folder("board", *RECORDINGS, "words.de.vtt", "party.json", "music.m3u", "stream.m3u")
    (board / "music.m3u").write_text("#EXTM3U\n#EXTINF:100,Song\nmusic.mp3\n")
    (board / "stream.m3u").write_text("#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\na1.ts\n")
    delete(maker, maker.live())
    acts.sweep(maker)
    assert files_in(board) == RECORDINGS | {"words.de.vtt", "party.json", "music.m3u"}


def test_symbolic_links_are_not_followed(maker: Maker, tmp_path: Path) -> None:
    target = tmp_path / "elsewhere"
    target.mkdir()
    (target / "a1.ts").write_text("x")
    (settings().live_folder).mkdir(parents=True)
    (settings().live_folder / "linked").symlink_to(target, target_is_directory=True)
    board = folder()
    (board / "b1.ts").symlink_to(target / "a1.ts")
    (board / "sub.ts").mkdir()
    for name in ("linked", "board"):
        delete(maker, maker.live(folder=name))
    acts.sweep(maker)
    assert files_in(target) == {"a1.ts"}
    assert {path.name for path in board.iterdir()} == {"b1.ts"}
    assert (settings().live_folder / "linked").is_symlink()


@pytest.mark.parametrize("name", ["board", "Board"])
def test_a_folder_is_erased_with_the_last_session_that_uses_it(maker: Maker, name: str) -> None:
    board, owner = folder(), maker.user()
    first, second = maker.live(owner), maker.live(owner, folder=name)
    delete(maker, first)
    acts.sweep(maker)
    assert files_in(board) == set(HLS)
    source = live_sessions.StreamSource(folder="board")
    acts.do(maker, live_sessions.add_live, owner_id=owner.id, title="Again", source=source, starts_at=None)
    delete(maker, second)
    acts.sweep(maker)
    assert files_in(board) == set(HLS)
    third = maker.live(owner)
    for media_id in (third - 1, third):
        delete(maker, media_id)
    acts.sweep(maker)
    assert not board.exists()


def test_other_kinds_and_streams_from_elsewhere_erase_no_folder(maker: Maker) -> None:
    board = folder()
    for media_id in (maker.media(), maker.live(playlist_url="https://e.org/board/index.m3u8")):
        delete(maker, media_id)
    acts.sweep(maker)
    assert files_in(board) == set(HLS)


def test_a_missing_folder_and_a_second_run_are_fine(maker: Maker) -> None:
    delete(maker, maker.live())
    acts.sweep(maker)
    [workflow] = acts.workflows(maker)
    assert workflow.state == "done"
    again = folder()
    for rows in (len(HLS), 0):
        erased = acts.run_step(maker, "erase_files", workflow.id)
        assert erased == steps.Progress(rows=rows, finished=True)
    assert not again.exists()


def test_an_encoder_that_still_writes_does_not_matter(maker: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between our listing and our removing, it removes one segment and writes another."""
    board = folder()
    unlink = os.unlink

    def meanwhile(name: str, *, dir_fd: int | None = None) -> None:
        if dir_fd is None:
            # Not a file of the stream.
            return unlink(name)
        if (board / "a2.m4s").exists():
            unlink(board / "a2.m4s")
        (board / "a3.ts").write_text("x")
        return unlink(name, dir_fd=dir_fd)

    delete(maker, maker.live())
    with monkeypatch.context() as encoder:
        encoder.setattr(os, "unlink", meanwhile)
        acts.sweep(maker, now=NOW)
    [workflow] = acts.workflows(maker)
    assert (workflow.state, files_in(board)) == ("done", {"a3.ts"})
