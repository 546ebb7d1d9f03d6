"""How pictures are encoded. Pieces that were encoded with the same settings can be put together without encoding."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from models.recordings.inside.colours import Colours

TICKS = 90000
MAX_RATE = 60
# Somebody who seeks waits for what is decoded from the key frame before.
KEY_SECONDS = 2
# How many frames later than it is decoded a frame may be shown. It follows from x264's pyramid of B-frames.
REORDERED = 2
# Chosen by measurement (facts 99).
OPTIONS = {
    "preset": "veryfast",
    "crf": "22",
    "profile": "high",
    # A recording of noise would take 100 Mbit/s else.
    "maxrate": "12M",
    "bufsize": "24M",
    # With frames of many seconds its guess would be so coarse that nothing is left of the picture.
    "qmax": "42",
    "bf": "3",
    # Key frames come by time (`encoding.py`), since frames have no even rate.
    "g": "1000",
    "forced-idr": "1",
    # Captions inside the frames are not the owner's captions, and may be of anybody.
    "a53cc": "0",
    "threads": "1",
    "x264-params": "b-pyramid=normal:open-gop=0:rc-lookahead=20",
}


@dataclass(frozen=True)
class PictureSettings:
    width: int
    height: int
    frame_rate: float
    colours: Colours

    @property
    def rate(self) -> Fraction:
        rate = Fraction(self.frame_rate).limit_denominator(1001)
        return rate if 1 <= rate <= MAX_RATE else Fraction(MAX_RATE if rate > MAX_RATE else 30)

    def apply(self, context: Any) -> None:
        """To an encoder that is not open yet."""
        context.width, context.height, context.pix_fmt = self.width, self.height, "yuv420p"
        context.time_base, context.framerate = Fraction(1, TICKS), self.rate
        context.sample_aspect_ratio = Fraction(1)
        context.colorspace, context.color_primaries = self.colours.matrix, self.colours.primaries
        context.color_trc, context.color_range = self.colours.transfer, 1
        context.options = dict(OPTIONS)
