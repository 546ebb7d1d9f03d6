"""What people may type for a live session: its folder, address and start."""

import unicodedata
from contextlib import suppress
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from models.errors import Invalid
from models.media.media_fields import clean_folder, clean_playlist_url, clean_start


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


def test_a_start_is_a_time_in_utc() -> None:
    assert clean_start("2026-11-05T14:00+01:00") == datetime(2026, 11, 5, 13, tzinfo=UTC)
    assert clean_start("2026-11-05T14:00:00Z") == datetime(2026, 11, 5, 14, tzinfo=UTC)
    assert clean_start("2026-11-05T14:00", zone=ZoneInfo("Europe/Berlin")) == datetime(2026, 11, 5, 13, tzinfo=UTC)
    assert clean_start(" ") is None


def test_the_limits_of_a_start_are_in_utc_in_every_zone() -> None:
    """What is stored is shown in the form again, and must be accepted again."""
    for raw in ("1969-12-31T23:00-01:00", "2101-01-01T00:59+01:00"):
        start = clean_start(raw, zone=UTC)
        assert start is not None
        assert clean_start(start.isoformat(), zone=UTC) == start
    for raw in ("1970-01-01T00:59+01:00", "2100-12-31T23:00-01:00"):
        with pytest.raises(Invalid):
            clean_start(raw, zone=UTC)


FAR = ["9999-12-31T23:59", "9999-12-31T23:59-14:00", "0001-01-01T00:00+14:00", "1969-12-31T23:59Z", "2101-01-01T00:00Z"]


@pytest.mark.parametrize("raw", [*FAR, "12026-11-05T14:00", "+275760-09-13T00:00"])
def test_a_start_far_away_is_refused_with_the_years_that_work(raw: str) -> None:
    with pytest.raises(Invalid, match="Start must be between the years 1970 and 2100"):
        clean_start(raw, zone=UTC)


def test_a_start_in_the_past_is_one() -> None:
    """The session has started then."""
    assert clean_start("2001-01-01T00:00Z") == datetime(2001, 1, 1, tzinfo=UTC)


BAD_STARTS = [
    "soon",
    "2026-13-01T00:00Z",
    "5 November 2026, 14:00",
    "05.11.2026 14:00",
    "1762347600",
    "\udcff",
    "1" * 5000,
]


@pytest.mark.parametrize("raw", [*BAD_STARTS, "2026-11-05T14:00\0", "٢٠٢٦-11-05T14:00Z"])
def test_nothing_else_is_a_start(raw: str) -> None:
    with pytest.raises(Invalid, match="Start must be a date and time, like 2026-11-05T14:00"):
        clean_start(raw, zone=UTC)


def test_a_start_without_a_zone_needs_one() -> None:
    with pytest.raises(Invalid, match="time zone"):
        clean_start("2026-11-05T14:00")


def test_a_start_that_the_clocks_skip_is_refused_and_one_that_comes_twice_is_the_first() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    with pytest.raises(Invalid, match="This time does not exist: the clocks are put forward then"):
        clean_start("2027-03-28T02:30", zone=berlin)
    assert clean_start("2027-03-28T03:00", zone=berlin) == datetime(2027, 3, 28, 1, tzinfo=UTC)
    assert clean_start("2026-10-25T02:30", zone=berlin) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert clean_start("2026-10-25T02:30+01:00", zone=berlin) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
