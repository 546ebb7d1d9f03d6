"""What date and time fields show, and which instant is meant by what they hold (contract 4.37, 6.73)."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from flask import session

from models.errors import Invalid
from tests.vocabulary.site import Site
from web.pages import wall_times
from web.pages.display import when_text

BERLIN = ZoneInfo("Europe/Berlin")
SIX = datetime(2026, 12, 31, 17, tzinfo=UTC)


def instant(raw: str) -> datetime | None:
    return wall_times.clean_time(raw, field="ends_at", zone=BERLIN)


@pytest.mark.parametrize(
    "raw",
    [
        "2026-12-31T18:00",
        "2026-12-31 18:00",
        "2026-12-31T18:00:00",
        " 2026-12-31T18:00\u200f",
        "2026-12-31T17:00Z",
        "2026-12-31T12:00-05:00",
        "31 December 2026, 18:00",
        "31 december 2026 18.00",
        "31. Dec. 2026, 18:00",
        "December 31, 2026, 6:00 PM",
        "Dec 31, 2026, 6:00 p.m.",
        "31 de diciembre de 2026, 18:00",
        "31 dic 2026, 18:00",
        "31 בדצמבר 2026, 18:00",
        "31 בדצמ׳ 2026, 18:00",
        "31 דצמבר 2026 18:00",
    ],
)
def test_a_time_as_browsers_and_people_write_it_is_read(raw: str) -> None:
    assert instant(raw) == SIX


@pytest.mark.parametrize(
    "raw",
    [
        "soon",
        "2026-12-31",
        "18:00",
        "31/12/2026 18:00",
        "32 December 2026, 18:00",
        "31 Smarch 2026, 18:00",
        "31 December 2026, 24:00",
        "31 December 2026, 13:00 PM",
        "31 December 2026, 0:00 AM",
        "٣١ December 2026, 18:00",
        "1969-12-31T18:00",
        "2101-01-01T18:00",
        "0001-01-01T00:00",
        "9999-12-31T23:59",
        "20261-12-31T18:00",
        "2026-12-31T18:00\0",
        "9" * 5000,
        "1" * 70 + ":00",
    ],
)
def test_anything_else_is_refused_with_an_example(raw: str) -> None:
    with pytest.raises(Invalid, match="Enter a date and time, like 31 December 2026, 18:00"):
        instant(raw)


@pytest.mark.parametrize("raw", ["", " ", "\t", "\u200e"])
def test_blank_is_no_time(raw: str) -> None:
    assert instant(raw) is None


def test_a_time_that_the_clocks_skip_is_refused_and_one_that_comes_twice_is_the_first() -> None:
    with pytest.raises(Invalid, match="This time does not exist"):
        instant("2027-03-28T02:30")
    assert instant("2027-03-28T03:00") == datetime(2027, 3, 28, 1, tzinfo=UTC)
    twice = instant("2026-10-25T02:30")
    assert twice == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert wall_times.with_offset(BERLIN, twice) == "Europe/Berlin, UTC+02:00"
    assert wall_times.with_offset(BERLIN, datetime(2026, 10, 25, 1, 30, tzinfo=UTC)) == "Europe/Berlin, UTC+01:00"
    assert wall_times.with_offset(BERLIN, None) == "Europe/Berlin"


@pytest.mark.parametrize(
    ("raw", "days", "moved"),
    [
        ("2026-12-31T18:00", 1, "2027-01-01T18:00"),
        # Over the night in which the clocks change, the time of day stays.
        ("2027-03-27T18:00", 1, "2027-03-28T18:00"),
        # The clocks skip that time of day, or show it twice.
        ("2027-03-27T02:30", 1, "2027-03-28T03:30"),
        ("2027-03-21T02:00", 7, "2027-03-28T03:00"),
        ("2027-03-27T02:30", 7, "2027-04-03T02:30"),
        ("2027-10-30T02:30", 1, "2027-10-31T02:30"),
        # It has passed, or there is none: from now.
        ("2026-10-31T18:00", 7, "2026-12-08T13:00"),
        ("", 30, "2026-12-31T13:00"),
    ],
)
def test_an_end_is_moved_by_days(raw: str, days: int, moved: str) -> None:
    now = datetime(2026, 12, 1, 12, tzinfo=UTC)
    assert wall_times.later(raw, days, field="ends_at", zone=BERLIN, now=now) == moved
    assert instant(moved) is not None


@pytest.mark.parametrize("raw", ["soon", "31/12/2026 18:00", "2101-06-01T18:00", "2027-03-28T02:30"])
def test_an_end_that_cannot_be_read_is_not_moved(raw: str) -> None:
    with pytest.raises(Invalid):
        wall_times.later(raw, 7, field="ends_at", zone=BERLIN, now=SIX)


@pytest.mark.parametrize("language", ["en", "es", "he"])
@pytest.mark.parametrize("name", ["UTC", "Europe/Berlin", "America/Sao_Paulo", "Asia/Kathmandu", "Asia/Jerusalem"])
def test_a_time_is_read_as_the_page_writes_it(site: Site, language: str, name: str) -> None:
    zone = ZoneInfo(name)
    instants = [datetime(2027, month, 28, hour, 30, tzinfo=UTC) for month in range(1, 13) for hour in (4, 13)]
    # Both of the times that clocks in Berlin show twice.
    instants += [datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1)]
    for instant in instants:
        with site.app.test_request_context(headers={"Accept-Language": language}):
            session["timezone"] = name
            text = when_text(instant)
            assert wall_times.clean_time(text, field="ends_at", zone=zone) == instant, text


def test_a_time_is_read_as_browsers_name_its_zone() -> None:
    assert instant("31 Dec 2026, 18:00 GMT+1") == SIX
    nepal = ZoneInfo("Asia/Kathmandu")
    assert wall_times.clean_time("31 Dec 2026, 22:45 GMT+5:45", field="ends_at", zone=nepal) == SIX


def test_another_zone_than_that_of_the_field_is_refused() -> None:
    for raw in ("31 December 2026, 18:00 UTC", "31 December 2026, 18:00 CEST", "2026-12-31 18:00 PST"):
        with pytest.raises(Invalid, match="Enter a date and time"):
            instant(raw)


def test_what_a_field_shows_is_read_as_the_same_time() -> None:
    text = wall_times.shown(SIX, BERLIN)
    assert (text, instant(text)) == ("2026-12-31T18:00", SIX)
    assert wall_times.is_same(text, "2026-12-31 18:00:00")
    assert not wall_times.is_same(text, "2026-12-31T18:01")
    assert wall_times.shown(None, BERLIN) == ""
