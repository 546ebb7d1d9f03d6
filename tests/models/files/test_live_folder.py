"""The live folder: no name leads out of it, and the playlist says how far the stream is."""

import os
from pathlib import Path

import pytest

from models.config.settings import settings
from models.files import live_folder

STARTED = "#EXTM3U\n#EXTINF:2.0,\na1.ts\n"


@pytest.fixture
def folder() -> Path:
    made = settings().live_folder / "board"
    made.mkdir(parents=True)
    return made


def test_a_segment_is_found(folder: Path) -> None:
    for name in ("index.m3u8", "a1.ts", "a-1_2.m4s", "init.mp4", "words.vtt"):
        (folder / name).write_text("x")
        assert live_folder.file_in("board", name) == folder / name
    assert live_folder.file_in("board", "b.ts") is None
    assert live_folder.file_in("elsewhere", "a1.ts") is None


HOSTILE = [
    "../secret_key",
    "..",
    ".a.ts",
    "x/../a1.ts",
    "a1.ts/",
    "/etc/passwd",
    "a1.TS",
    "a1.ts\0",
    "a1.ts\n",
    "a1.key",
]


@pytest.mark.parametrize("name", [*HOSTILE, "a1.key", "a" * 300 + ".ts", "\udcff.ts", "-a.ts", ""])
def test_other_names_are_never_looked_for(folder: Path, name: str) -> None:
    (folder / "a1.ts").write_text("x")
    (folder / "a1.key").write_text("x")
    assert live_folder.file_in("board", name) is None


def test_only_regular_files_in_the_folder_itself_are_found(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "outside.ts").write_text("secret")
    (folder / "link.ts").symlink_to(tmp_path / "outside.ts")
    (folder / "folder.ts").mkdir()
    os.mkfifo(folder / "pipe.ts")
    (folder.parent / "linked").symlink_to(tmp_path)
    for name in ("link.ts", "folder.ts", "pipe.ts"):
        assert live_folder.file_in("board", name) is None
    assert live_folder.file_in("linked", "outside.ts") is None


@pytest.mark.parametrize(
    ("playlist", "has_started", "has_ended"),
    [
        (None, False, False),
        ("", False, False),
        ("#EXTM3U\n#EXT-X-TARGETDURATION:2\n", False, False),
        (STARTED, True, False),
        (STARTED + "#EXT-X-ENDLIST\n", True, True),
        ("#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nlow.m3u8\n", False, False),
    ],
)
def test_the_playlist_says_whether_the_stream_has_started_and_ended(
    folder: Path, playlist: str | None, has_started: bool, has_ended: bool
) -> None:
    if playlist is not None:
        (folder / live_folder.PLAYLIST).write_text(playlist)
    assert live_folder.stream_state("board") == live_folder.StreamState(has_started, has_ended)


def test_a_list_of_renditions_counts_as_its_first_rendition(folder: Path) -> None:
    (folder / live_folder.PLAYLIST).write_text("#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nlow.m3u8\nhigh.m3u8\n")
    (folder / "low.m3u8").write_text(STARTED + "#EXT-X-ENDLIST\n")
    assert live_folder.stream_state("board") == live_folder.StreamState(has_started=True, has_ended=True)
