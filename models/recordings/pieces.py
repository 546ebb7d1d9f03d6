"""The pieces in which a recording is made, so that a kill costs little."""

import math
from dataclasses import dataclass
from typing import Literal

from models.recordings.inspected import Inspected
from models.recordings.judging import Judgement, Treatment

PICTURE_SECONDS = 60
# A multiple of 8 s: a second of 48,000 samples has no whole number of AAC's frames of 1,024, eight seconds have 375.
SOUND_SECONDS = 600


@dataclass(frozen=True)
class Piece:
    """From `start` to before `end`, in seconds of the recording. The last piece goes to the end of the file, even if
    that is later than `end`."""

    kind: Literal["picture", "sound"]
    number: int
    start: float
    end: float
    is_last: bool

    @property
    def name(self) -> str:
        return f"{self.kind}-{self.number:04}.piece"


def pieces_of(inspected: Inspected, judgement: Judgement) -> tuple[Piece, ...]:
    """What has to be encoded. The same for the same file, after a restart too. Nothing if all streams are copied."""
    pieces: list[Piece] = []
    if inspected.picture and judgement.picture is Treatment.ENCODE:
        count = max(1, math.ceil(inspected.duration / PICTURE_SECONDS))
        ends = [round(inspected.duration * number / count, 3) for number in range(1, count + 1)]
        pieces += _pieces("picture", ends)
    if inspected.sound and judgement.sound is Treatment.ENCODE:
        count = max(1, math.ceil(inspected.duration / SOUND_SECONDS))
        ends = [float(SOUND_SECONDS * number) for number in range(1, count)]
        pieces += _pieces("sound", [*ends, max(inspected.duration, *ends, 0.0)])
    return tuple(pieces)


def _pieces(kind: Literal["picture", "sound"], ends: list[float]) -> list[Piece]:
    starts = [0.0, *ends[:-1]]
    last = len(ends) - 1
    return [
        Piece(kind, number, start, end, number == last)
        for number, (start, end) in enumerate(zip(starts, ends, strict=True))
    ]
