"""Addresses in playlists mean files below the folder and nothing else (contract 9.4)."""

from urllib.parse import unquote

import pytest

from models.files.live import names

PLAIN = {"a1.ts": "a1.ts", "720p/a-1_2.m4s": "720p/a-1_2.m4s", "a": "a", "~x.ts": "~x.ts"}
OTHER = {
    "segment 1.ts": "segment 1.ts",
    "segment%201.ts": "segment 1.ts",
    "שידור חי-1.ts": "שידור חי-1.ts",
    "%D7%A9.ts": "ש.ts",
    "./a.ts": "a.ts",
    "720p//a.ts": "720p/a.ts",
    "a.ts?token=x": "a.ts",
    "a.ts#t=1": "a.ts",
    "100%.ts": "100%.ts",
    "quote\"s'.ts": "quote\"s'.ts",
    "hd\\a.ts": "hd/a.ts",
    "-a.ts": "-a.ts",
    "12:30.ts": "12:30.ts",
    ".hidden.ts": ".hidden.ts",
}


@pytest.mark.parametrize(("address", "path"), (PLAIN | OTHER).items())
def test_an_address_means_a_file_below_the_folder_and_its_way_out_means_the_same(address: str, path: str) -> None:
    assert names.path_of(address, "", lambda _path: False) == path
    assert names.path_of(address, "v 0", lambda _path: False) == f"v 0/{path}"
    assert unquote(names.address_of(path, "")) == path
    assert unquote(names.address_of(f"v 0/{path}", "v 0")) == path
    assert names.path_of(names.address_of(path, ""), "", lambda _path: False) == path


def test_a_name_with_marks_is_read_as_it_is_if_there_is_such_a_file() -> None:
    for name in ("a%20b.ts", "a?b.ts", "a#b.ts", "c:d.ts", "e\\f.ts"):
        assert names.path_of(name, "", {name}.__contains__) == name
        assert names.path_of(names.address_of(name, ""), "", {name}.__contains__) == name
    assert names.path_of("../audio/a.ts", "720p", lambda _path: False) == "audio/a.ts"
    assert names.address_of("audio/a.ts", "720p") == "../audio/a.ts"


def test_a_path_on_the_disk_is_read_if_it_is_one_of_a_file_in_the_folder() -> None:
    """FFmpeg writes it so where it makes names from the time."""
    there = {"2026/a 1.ts"}.__contains__
    assert names.path_of("/srv/live/board/2026/a 1.ts", "", there, "board") == "2026/a 1.ts"
    assert names.path_of("/srv/live/board/b.ts", "", there, "board") is None
    assert names.path_of("/srv/live/other/2026/a 1.ts", "", there, "board") is None
    assert names.path_of("/srv/live/board/../2026/a 1.ts", "", there, "board") is None


ON_DISKS = [
    "/srv/live/board/2026/a 1.ts",
    "/srv/live/board/2026/a%201.ts?x=1",
    "/srv/live/b%6Fard/2026%2Fa 1.ts#t=1",
    "Z:/live/board/2026/a 1.ts",
    "z:\\live\\board\\2026\\a 1.ts",
    "\\\\server\\live\\board\\2026\\a 1.ts",
    "file:///srv/live/board/2026/a%201.ts",
    "FILE:///Z:/live/board/2026/a 1.ts",
]


@pytest.mark.parametrize("address", ON_DISKS)
def test_a_path_on_the_disk_is_read_however_it_is_written(address: str) -> None:
    there = {"2026/a 1.ts"}.__contains__
    for beside in ("", "hd"):
        assert names.path_of(address, beside, there, "board") == "2026/a 1.ts"
        assert names.path_of(address, beside, lambda _path: False, "board") is None
        assert names.path_of(address, beside, there, "other") is None


@pytest.mark.parametrize("address", ["https://e.org/live/board/a.ts", "live/board/a.ts", "/a/board/../a.ts", "/board"])
def test_other_addresses_are_no_paths_on_the_disk(address: str) -> None:
    assert names.path_of(address, "", {"a.ts"}.__contains__, "board") in {None, "live/board/a.ts"}


OUTSIDE = ["../a.ts", "720p/../../a.ts", "/etc/passwd", "//host/a.ts", "https://e.org/a.ts", "file:///etc/passwd", ""]
OUTSIDE += [
    "%2e%2e/a.ts",
    "%2Fetc/passwd",
    "..%2fa.ts",
    "a\0.ts",
    "a%00.ts",
    "a%0a.ts",
    "a\x1b.ts",
    "\\\\host\\a.ts",
    "..",
]
OUTSIDE += ["..", "skd://key", "x" * 1001 + ".ts ", "\udcff.ts", "data:text/plain,x", "?", "#a", "./", "a/.."]


@pytest.mark.parametrize("address", OUTSIDE)
def test_no_address_leads_out_of_the_folder(address: str) -> None:
    assert names.path_of(address, "", lambda _path: False) is None


TYPES = {"a.ts": "video/mp2t", "a.m4s": "video/iso.segment", "a.MP4": "video/mp4", "a.aac": "audio/aac"}
TYPES |= {
    "a.ac3": "audio/ac3",
    "a.mp3": "audio/mpeg",
    "a.vtt": "text/vtt",
    "a.webvtt": "text/vtt",
    "x/a.m4a": "audio/mp4",
}
TYPES |= dict.fromkeys(["enc.key", "a", "x.y/a", "a.html", "a.js", "a.svg"], "application/octet-stream")


@pytest.mark.parametrize(("name", "content_type"), TYPES.items())
def test_each_kind_of_file_has_its_content_type(name: str, content_type: str) -> None:
    assert names.content_type(name) == content_type


@pytest.mark.parametrize("letter", ["a", "ש"])
def test_an_address_is_no_longer_than_names_are(letter: str) -> None:
    assert names.path_of(letter * names.MOST_LETTERS, "", lambda _path: False) is not None
    assert names.path_of(letter * (names.MOST_LETTERS + 1), "", lambda _path: False) is None
