"""What people may type for a live session: its folder and its address."""

import unicodedata
from contextlib import suppress

import pytest

from models.errors import Invalid
from models.media.live_fields import clean_folder, clean_playlist_url


@pytest.mark.parametrize(
    "raw", ["board", "Board-2026_a.b", " board ", "a" * 100, "a b", "é", "שידור חי", "会議 2026", "नमस्ते"]
)
def test_a_plain_name_is_a_folder(raw: str) -> None:
    assert clean_folder(raw) == raw.strip()


def test_folders_that_some_disks_take_for_one_have_one_name_but_for_the_capitals_of_a_to_z() -> None:
    assert clean_folder("e\u0301") == "é"
    names: dict[str, str] = {}
    for code in range(0x80, 0x20000):
        with suppress(Invalid):
            name = clean_folder(f"x{chr(code)}")
            folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
            assert names.setdefault(folded, name) == name
            assert name.isascii() or name.lower() == name, "as the database has it, which knows the capitals of A to Z"
    assert len(names) > 50_000


NO_FOLDERS = ["", " ", ".", "..", ".hidden", "a/b", "a\\b", "a\0", "a:b", "a\nb", "\udcff"]
NO_FOLDERS += ["a" * 101, "会" * 86, "é" * 101, "e\u0301" * 300]
NO_FOLDERS += ["É", "straße", "ς", "İ", "\u212b", "\u13a0", "\uab70", "a\u200bb", "a\u202eb", "a\ufe0f", "\u3164"]


@pytest.mark.parametrize("raw", NO_FOLDERS)
def test_nothing_else_is_a_folder(raw: str) -> None:
    with pytest.raises(Invalid):
        clean_folder(raw)


GOOD = ["https://stream.example.org/a/index.m3u8?x=1&y=%20", "http://127.0.0.1:8080/x.m3u8", "https://e.org/"]
GOOD += ["https://e.org/" + "a" * 1986, "https://[::1]/x"]


@pytest.mark.parametrize("raw", GOOD)
def test_a_full_address_is_a_playlist(raw: str) -> None:
    assert clean_playlist_url(raw) == raw


def test_it_is_kept_as_browsers_write_it() -> None:
    typed = {"HTTPS://E.org:443/ü x": "https://e.org/%C3%BC%20x", "https://é.org/x": "https://xn--9ca.org/x"}
    typed |= {"http://0x7f.1/x": "http://127.0.0.1/x", 'https://e.org/"': "https://e.org/%22"}
    for raw, kept in typed.items():
        assert clean_playlist_url(raw) == kept


BAD = ["", "index.m3u8", "/x.m3u8", "//e.org/x", "ftp://e.org/x", "javascript:alert(1)", "https:///x", "https://e.org"]
BAD += ["https://user:secret@e.org/x", "https://user@e.org/x", "https://e.org:0/x", "https://e.org:65536/x"]
BAD += ["https://e.org; script-src */x", "https://e.org /x", "https://*/x", "https://*.e.org/x", "https://e..org/x"]
BAD += ["https://e.org:25/x", "https://e.org,f.org/x"]
BAD += ["https://e.org;f/x", "https://e.org/x#y", "https://e.org\u3002\u3002/x"]
BAD += ["https://e.org/x\0", "https://e.org/\nx", "https://e.org/\udcff", "https://e.org/" + "a" * 1987, "data:,x"]


@pytest.mark.parametrize("raw", BAD)
def test_nothing_else_is_a_playlist(raw: str) -> None:
    with pytest.raises(Invalid):
        clean_playlist_url(raw)
