"""Which frames belong to a piece, and which are repeated. Times are in ticks of 1/90000 s."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from av.video.frame import VideoFrame

from models.recordings.inside.picture_settings import TICKS

# Screen recorders leave one frame for minutes. It is repeated, so that players keep showing it and can seek in it.
HOLD = 10 * TICKS

Timed = Iterator[tuple[int, VideoFrame]]


@dataclass(frozen=True)
class Stretch:
    """From `start` to before `end`. The last one takes all that is left."""

    start: int
    end: int
    is_last: bool


def selected(frames: Iterator[tuple[Fraction, VideoFrame]], stretch: Stretch, most: int | None) -> Timed:
    """The frames of the stretch, each later than the one before. The first of them may be the frame before the stretch,
    if that is shown for long, or the first frame of all, if the picture begins after the sound."""
    before, is_empty = None, True
    for time, frame in _thinned(_in_order(frames), most):
        if time < stretch.start:
            before = frame
            continue
        is_after = time >= stretch.end and not stretch.is_last
        if is_empty and (time - stretch.start > HOLD or is_after or stretch.start == 0 < time):
            yield stretch.start, before or frame
        is_empty = False
        if is_after:
            return
        yield time, frame
    if is_empty and before:
        yield stretch.start, before


def _in_order(frames: Iterator[tuple[Fraction, VideoFrame]]) -> Timed:
    last = None
    for exact, frame in frames:
        time = round(exact * TICKS)
        # Two frames of one moment are both kept.
        last = time if last is None or time > last else last + 1
        yield last, frame


def _thinned(frames: Timed, most: int | None) -> Timed:
    """At most one frame of each 1/60 s. A quarter of it is added since times may be rounded to milliseconds."""
    last = None
    for time, frame in frames:
        slot = None if most is None else (time * most * 4 + TICKS) // (TICKS * 4)
        if slot is None or slot != last:
            yield time, frame
        last = slot


def held(frames: Timed, stretch: Stretch) -> Timed:
    """Each frame, again every 10 s for as long as it is shown."""
    last = None
    for time, frame in frames:
        if last:
            yield from _repeated(*last, time)
        yield time, frame
        last = time, frame
    if last:
        yield from _repeated(*last, stretch.end)


def _repeated(time: int, frame: VideoFrame, until: int) -> Timed:
    while until - time > HOLD:
        time += HOLD
        yield time, frame
