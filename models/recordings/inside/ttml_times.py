"""Times of TTML: clock times, also with frames, and offsets in hours, minutes, seconds, milliseconds, frames, ticks."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

# Hours may be missing or have one digit, and a comma may stand for the point: many programs write so.
_CLOCK = re.compile(
    r"(?:([0-9]{1,6}):)?([0-9]{1,2}):([0-9]{1,2})(?:[.,]([0-9]{1,9})|:([0-9]{1,3})(?:\.[0-9]{1,3})?)?", re.ASCII
)
_OFFSET = re.compile(r"([0-9]{1,12}(?:\.[0-9]{1,9})?) ?(h|m|s|ms|f|t)", re.ASCII)
_WHOLE = re.compile(r"[0-9]{1,9}", re.ASCII)
_SECONDS = {"h": Fraction(3600), "m": Fraction(60), "s": Fraction(1), "ms": Fraction(1, 1000)}
# Drop-frame codes leave out so many frame numbers whenever so many minutes have passed, but not each tenth time.
_DROPS = {"dropNTSC": (2, 1), "dropPAL": (4, 2)}


@dataclass(frozen=True)
class Clock:
    """How the file counts. `nominal` is what the frames of a code count to, and `rate` how many there are a second."""

    nominal: int = 30
    rate: Fraction = Fraction(30)
    ticks: Fraction = Fraction(1)
    is_smpte: bool = False
    drops: tuple[int, int] = (0, 1)

    def seconds(self, text: str) -> Fraction | None:
        """None if this is no time."""
        text = text.strip()
        if offset := _OFFSET.fullmatch(text):
            value, unit = Fraction(offset[1]), offset[2]
            return value * _SECONDS.get(unit, 1 / (self.rate if unit == "f" else self.ticks))
        clock = _CLOCK.fullmatch(text)
        if not clock or int(clock[3]) > 59 or (clock[1] and int(clock[2]) > 59):
            return None
        minutes, frames = int(clock[1] or 0) * 60 + int(clock[2]), int(clock[5] or 0)
        seconds = minutes * 60 + int(clock[3]) + Fraction(f"0.{clock[4] or 0}")
        if not self.is_smpte:
            return seconds + frames / self.rate
        number, every = self.drops
        dropped = number * (minutes // every - minutes // (10 * every))
        return (seconds * self.nominal + frames - dropped) / self.rate


def clock_of(root: Mapping[str, str]) -> Clock:
    """From the attributes of the root element, without their prefixes."""
    nominal = _whole(root.get("frameRate")) or 30
    words = root.get("frameRateMultiplier", "").replace(":", " ").split()
    factor = [_whole(word) for word in words] if len(words) == 2 else [1, 1]
    rate = Fraction(nominal * factor[0], factor[1]) if all(factor) else Fraction(nominal)
    parts = _whole(root.get("subFrameRate")) or 1
    ticks = Fraction(_whole(root.get("tickRate")) or (rate * parts if "frameRate" in root else 1))
    return Clock(nominal, rate, ticks, root.get("timeBase") == "smpte", _DROPS.get(root.get("dropMode", ""), (0, 1)))


def _whole(text: str | None) -> int:
    return int(text) if text and _WHOLE.fullmatch(text.strip()) else 0
