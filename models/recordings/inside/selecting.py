"""Which frames belong to a piece, and which are repeated. Times are in ticks of 1/90000 s."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from av.video.frame import VideoFrame

from models.recordings.inside.picture_settings import TICKS

# Screen recorders leave one frame for minutes. It is repeated, so that players keep showing it and can seek in it.
HOLD = 10 * TICKS

Timed = Iterator[tuple[int, VideoFrame]]


@dataclass
class Stretch:
    """From `start` to before the end of a piece. `ends` are those of this piece and of the next ones. The last one of
    the recording takes all that is left, and is `ends_all`."""

    start: int
    ends: Sequence[int]
    ends_all: bool
    # How many pieces it takes: more than one where the picture stands through the next ones.
    pieces: int = 1

    @property
    def end(self) -> int:
        return self.ends[self.pieces - 1]

    @property
    def is_last(self) -> bool:
        return self.ends_all and self.pieces == len(self.ends)

    def stand_until(self, time: int | None) -> None:
        """Take the pieces in which no frame begins. `time` is when the next one does, or None if none does."""
        while self.pieces < len(self.ends) and (time is None or self.ends[self.pieces] <= time):
            self.pieces += 1


def selected(frames: Iterator[tuple[Fraction, VideoFrame]], stretch: Stretch, most: float | None) -> Timed:
    """The frames of the stretch, each later than the one before. Where nothing begins for long, the frame before it is
    the first. The first frame of all is shown from the beginning, also if the picture begins after the sound."""
    before, is_empty = None, True
    for time, frame in _thinned(_in_order(frames), most):
        if time < stretch.start:
            before = frame
            continue
        is_after = time >= stretch.end and not stretch.is_last
        if is_empty and before is None:
            yield stretch.start, frame
        elif is_empty and (is_after or time - stretch.start > HOLD):
            yield stretch.start, before or frame
        if is_after:
            stretch.stand_until(time)
            return
        if before or not is_empty:
            yield time, frame
        is_empty = False
    if is_empty and before:
        yield stretch.start, before
    stretch.stand_until(None)


def _in_order(frames: Iterator[tuple[Fraction, VideoFrame]]) -> Timed:
    last = None
    for exact, frame in frames:
        time = round(exact * TICKS)
        # Two frames of one moment are both kept.
        last = time if last is None or time > last else last + 1
        yield last, frame


def _thinned(frames: Timed, most: float | None) -> Timed:
    """So many frames of a second at most. A quarter of a step is added since times may be rounded to milliseconds."""
    last = None
    for time, frame in frames:
        slot = None if most is None else math.floor(time * most / TICKS + 0.25)
        if slot is None or slot != last:
            yield time, frame
        last = slot


def held(frames: Timed, stretch: Stretch) -> Timed:
    """Each frame, again every 10 s for as long as it is shown, and the last one at the end."""
    last = None
    for time, frame in frames:
        if last:
            yield from _repeated(*last, time)
        yield time, frame
        last = time, frame
    if last:
        again = list(_repeated(*last, stretch.end))
        yield from again
        time, frame = [last, *again][-1]
        # Chrome is at the end at once when someone seeks behind the last frame that begins.
        if stretch.is_last and stretch.end - time > TICKS:
            yield stretch.end - TICKS // 10, frame


def _repeated(time: int, frame: VideoFrame, until: int) -> Timed:
    while until - time > HOLD:
        time += HOLD
        yield time, frame
