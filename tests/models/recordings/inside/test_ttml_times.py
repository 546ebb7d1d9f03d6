"""Times of TTML: codes of dropped frames count every frame once, and no fraction is lost."""

from fractions import Fraction

import pytest

from models.recordings.inside.ttml_times import Clock, clock_of

RATE = Fraction(30_000, 1001)


def clock(mode: str) -> Clock:
    return clock_of({"frameRate": "30", "frameRateMultiplier": "1000 1001", "timeBase": "smpte", "dropMode": mode})


def frames(mode: str, text: str) -> Fraction:
    seconds = clock(mode).seconds(text)
    assert seconds is not None
    return seconds * RATE


@pytest.mark.parametrize(
    ("mode", "last", "following"),
    [
        ("dropNTSC", "00:00:59:29", "00:01:00:02"),
        ("dropNTSC", "00:01:59:29", "00:02:00:02"),
        ("dropNTSC", "00:09:59:29", "00:10:00:00"),
        ("dropNTSC", "00:59:59:29", "01:00:00:00"),
        ("dropPAL", "00:00:59:29", "00:01:00:00"),
        ("dropPAL", "00:01:59:29", "00:02:00:04"),
        ("dropPAL", "00:09:59:29", "00:10:00:04"),
        ("dropPAL", "00:19:59:29", "00:20:00:00"),
        ("dropPAL", "00:59:59:29", "01:00:00:00"),
        ("nonDrop", "00:00:59:29", "00:01:00:00"),
    ],
)
def test_after_each_frame_number_comes_the_next_frame(mode: str, last: str, following: str) -> None:
    assert frames(mode, following) - frames(mode, last) == 1


@pytest.mark.parametrize(
    ("mode", "hours", "count"), [("dropNTSC", 1, 107_892), ("dropPAL", 1, 107_892), ("dropPAL", 24, 24 * 107_892)]
)
def test_a_day_of_dropped_frames_stays_with_the_clock(mode: str, hours: int, count: int) -> None:
    """Within a tenth of a second a day."""
    assert frames(mode, f"{hours}:00:00:00") == count
    assert abs(count / RATE - hours * 3600) < Fraction(1, 10)


@pytest.mark.parametrize("text", ["00:00:01.5", "00:00:01,5"])
def test_a_fraction_counts_beside_codes_too(text: str) -> None:
    """TTML has none there, but programs write them."""
    assert clock_of({}).seconds(text) == Fraction(3, 2)
    assert frames("dropNTSC", text) == 45
