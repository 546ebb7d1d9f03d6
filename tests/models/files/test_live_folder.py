"""The folders of streams: what is in them before a session, and what is erased after it (contract 9.14, 9.18)."""

import os
from pathlib import Path

import pytest

from models.config.settings import settings
from models.files import live_folder
from models.files.live.disk import LiveFile
from tests.vocabulary.encoder import stamp


@pytest.fixture
def folder() -> Path:
    made = settings().live_folder / "board"
    made.mkdir(parents=True)
    return made


def test_a_file_is_read_in_the_folder_and_in_folders_below_it(folder: Path) -> None:
    for path in ("a1.ts", "hd/a 1.ts", "hd/שידור/%.m4s", ".a.ts"):
        stamp(folder / path, path)
        with LiveFile("board", path).open() as file:
            assert file.read() == path.encode()
    assert LiveFile("board", "b.ts").status() is None
    assert LiveFile("elsewhere", "a1.ts").status() is None


HOSTILE = [
    "../secret_key",
    "..",
    "x/../a1.ts",
    "hd/../../secret_key",
    "/etc/passwd",
    "a1.ts/",
    "a1.ts\0",
    "",
    "./a1.ts",
]


@pytest.mark.parametrize("path", [*HOSTILE, "hd//a1.ts", "a" * 300 + ".ts", "\udcff.ts"])
def test_no_path_leads_out_of_the_folder(folder: Path, path: str) -> None:
    stamp(folder / "a1.ts", "x")
    stamp(folder / "hd" / "a1.ts", "x")
    (settings().live_folder / "secret_key").write_text("secret")
    check_unreadable("board", path)


def test_only_regular_files_are_read_and_no_link_is_followed(folder: Path, tmp_path: Path) -> None:
    stamp(tmp_path / "outside.ts", "secret")
    (folder / "link.ts").symlink_to(tmp_path / "outside.ts")
    (folder / "folder.ts").mkdir()
    (folder / "hd").symlink_to(tmp_path)
    os.mkfifo(folder / "pipe.ts")
    (folder.parent / "linked").symlink_to(tmp_path)
    stamp(tmp_path / "private", "secret")
    os.link(tmp_path / "private", folder / "hard.ts")
    for path in ("hard.ts", "link.ts", "folder.ts", "pipe.ts", "hd/outside.ts"):
        check_unreadable("board", path)
    check_unreadable("linked", "outside.ts")


def test_a_file_that_is_renamed_or_removed_meanwhile_is_read(folder: Path) -> None:
    stamp(folder / "a1.ts.tmp", "x")
    (folder / "a1.ts.tmp").rename(folder / "a1.ts")
    assert LiveFile("board", "a1.ts").status()
    with LiveFile("board", "a1.ts").open() as file:
        (folder / "a1.ts").unlink()
        assert file.read() == b"x"


def check_unreadable(folder: str, path: str) -> None:
    file = LiveFile(folder, path)
    assert file.status() is None
    with pytest.raises((OSError, ValueError)):
        file.open()


def test_the_newest_file_of_an_earlier_session_is_found(folder: Path) -> None:
    assert live_folder.newest_file_in("board") == live_folder.newest_file_in("none") == 0
    stamp(folder / "a1.ts", "x", age=50)
    stamp(folder / "hd" / "a2.ts", "x", age=20)
    stamp(folder / "a3.ts", "x", age=90)
    assert live_folder.newest_file_in("board") == (folder / "hd" / "a2.ts").stat().st_mtime_ns


def test_in_a_folder_with_very_many_files_it_is_now(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_folder, "MOST_LOOKED_AT", 2)
    for number in range(3):
        stamp(folder / f"a{number}.ts", "x", age=50)
    stamp(folder / "now", "x", age=0)
    assert live_folder.newest_file_in("board") >= (folder / "now").stat().st_mtime_ns - 10**9
