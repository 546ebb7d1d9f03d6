"""The instant that a wall time means (contract 4.37, 6.73)."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from models.plumbing.wall_times import Skipped, instant_of, shown_instead, wall_time

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("typed", "instant"),
    [
        ("2027-03-28T01:59", "2027-03-28T00:59Z"),
        ("2027-03-28T03:00", "2027-03-28T01:00Z"),
        ("2026-10-25T02:30", "2026-10-25T00:30Z"),
        ("2026-10-25T03:00", "2026-10-25T02:00Z"),
        ("2026-10-25T02:30+01:00", "2026-10-25T01:30Z"),
    ],
)
def test_a_time_is_meant_in_its_zone(typed: str, instant: str) -> None:
    read, expected = datetime.fromisoformat(typed), datetime.fromisoformat(instant)
    assert instant_of(read, BERLIN) == expected
    assert wall_time(expected, BERLIN) == read.replace(tzinfo=None)


@pytest.mark.parametrize("minute", ["00", "30", "59"])
def test_a_time_that_the_clocks_skip_is_none(minute: str) -> None:
    with pytest.raises(Skipped):
        instant_of(datetime.fromisoformat(f"2027-03-28T02:{minute}"), BERLIN)


@pytest.mark.parametrize(
    ("zone", "typed", "shown"),
    [
        ("Europe/Berlin", "2027-03-28T01:59", "2027-03-28T01:59"),
        ("Europe/Berlin", "2027-03-28T02:30", "2027-03-28T03:30"),
        ("Europe/Berlin", "2027-03-28T03:00", "2027-03-28T03:00"),
        ("America/New_York", "2027-03-14T02:30", "2027-03-14T03:30"),
        ("Australia/Lord_Howe", "2027-10-03T02:10", "2027-10-03T02:40"),
        ("Europe/Berlin", "2026-10-25T02:30", "2026-10-25T02:30"),
    ],
)
def test_clocks_show_another_time_for_one_that_they_skip(zone: str, typed: str, shown: str) -> None:
    assert shown_instead(datetime.fromisoformat(typed), ZoneInfo(zone)) == datetime.fromisoformat(shown)


def test_the_ends_of_the_calendar_have_no_instant_everywhere() -> None:
    with pytest.raises(OverflowError):
        instant_of(datetime.fromisoformat("0001-01-01T00:00"), ZoneInfo("Asia/Tokyo"))
