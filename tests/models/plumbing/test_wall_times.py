"""The instant that a wall time means (contract 4.37, 6.73)."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from models.plumbing.wall_times import Skipped, instant_of, wall_time

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("typed", "instant"),
    [
        (datetime(2027, 3, 28, 1, 59), datetime(2027, 3, 28, 0, 59, tzinfo=UTC)),
        (datetime(2027, 3, 28, 3, 0), datetime(2027, 3, 28, 1, tzinfo=UTC)),
        (datetime(2026, 10, 25, 2, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (datetime(2026, 10, 25, 3, 0), datetime(2026, 10, 25, 2, tzinfo=UTC)),
        (datetime(2026, 10, 25, 2, 30, tzinfo=timezone(timedelta(hours=1))), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
    ],
)
def test_a_time_is_meant_in_its_zone(typed: datetime, instant: datetime) -> None:
    assert instant_of(typed, BERLIN) == instant
    assert wall_time(instant, BERLIN) == typed.replace(tzinfo=None)


@pytest.mark.parametrize("minute", [0, 30, 59])
def test_a_time_that_the_clocks_skip_is_none(minute: int) -> None:
    with pytest.raises(Skipped):
        instant_of(datetime(2027, 3, 28, 2, minute), BERLIN)


def test_the_ends_of_the_calendar_have_no_instant_everywhere() -> None:
    with pytest.raises(OverflowError):
        instant_of(datetime.min, ZoneInfo("Asia/Tokyo"))
