"""Why nothing of a stream can be shown, for its owner (contract 9.24)."""

import io
import os
from dataclasses import replace
from pathlib import Path

import pytest

from models.config.settings import settings
from models.files.live.disk import LiveFile
from models.files.live.troubles import Kind, Trouble, trouble
from tests.vocabulary.encoder import Encoder, stamp
from tests.vocabulary.live_looks import stream

HEAD = "#EXTM3U\n#EXT-X-TARGETDURATION:2\n"
SEGMENT = "#EXTINF:2,\na.ts\n"


def test_a_stream_that_can_be_shown_or_is_not_there_has_none(folder: Path) -> None:
    assert trouble(stream()) is None
    assert trouble(stream(folder="elsewhere")) is None
    Encoder(folder).write(3)
    assert trouble(stream()) is None
    (folder / "seg2.ts").unlink()
    assert trouble(stream()) is None, "it may just have been removed"


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (HEAD + "#EXTINF:2,\n/out/a.ts\n", "/out/a.ts"),
        (HEAD + '#EXT-X-KEY:METHOD=AES-128,URI="https://keys.example/k"\n' + SEGMENT, "https://keys.example/k"),
        (HEAD + '#EXT-X-MAP:URI="../init.mp4"\n' + SEGMENT, "../init.mp4"),
        ("#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n//e.org/v.m3u8\n", "//e.org/v.m3u8"),
        (HEAD + f"#EXTINF:2,\n/{'x' * 999}\n", "/" + "x" * 199),
    ],
)
def test_the_name_that_leads_out_of_the_folder_is_told(folder: Path, content: str, name: str) -> None:
    stamp(folder / "a.ts", "x")
    stamp(folder / "index.m3u8", content)
    assert trouble(stream()) == Trouble(Kind.LEADS_OUT, name)


def test_playlists_between_which_nothing_decides_are_told(folder: Path) -> None:
    for name in ("cam1.m3u8", "cam2.m3u8"):
        stamp(folder / name, HEAD + SEGMENT)
    assert trouble(stream()) == Trouble(Kind.UNDECIDED, "cam1.m3u8, cam2.m3u8")
    assert trouble(replace(stream(), holds_stream=False)) is None
    assert trouble(stream(name="cam1.m3u8")) is None


@pytest.mark.parametrize("link", [os.symlink, os.link])
def test_segments_that_are_links_are_told(folder: Path, link: object) -> None:
    stamp(folder / "store" / "a.ts", "x")
    stamp(folder / "index.m3u8", HEAD + SEGMENT)
    assert callable(link)
    link(folder / "store" / "a.ts", folder / "a.ts")
    assert trouble(stream()) == Trouble(Kind.UNREADABLE, "a.ts")


def test_a_folder_that_is_a_link_is_told(tmp_path: Path) -> None:
    settings().live_folder.mkdir(parents=True)
    stamp(tmp_path / "index.m3u8", HEAD + SEGMENT)
    (settings().live_folder / "board").symlink_to(tmp_path)
    assert trouble(stream()) == Trouble(Kind.UNREADABLE, "board")


@pytest.mark.parametrize("name", ["index.m3u8", "a.ts"])
def test_files_that_we_have_no_right_to_read_are_told(folder: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """As of an encoder that runs as root with the umask 077."""
    open_file = LiveFile.open

    def refuse(file: LiveFile) -> io.RawIOBase:
        if file.path == name:
            raise PermissionError(13, "Permission denied")
        return open_file(file)

    monkeypatch.setattr(LiveFile, "open", refuse)
    stamp(folder / "a.ts", "x")
    stamp(folder / "index.m3u8", HEAD + SEGMENT)
    assert trouble(stream()) == Trouble(Kind.UNREADABLE, name)
