"""Recognises the line with the two times of a caption in WebVTT, SubRip and SBV, as people and programs write it."""

import re
from dataclasses import dataclass

# Marks of the direction of writing, which editors put around times.
MARKS = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff \t\xa0"
# Translation programs put blanks into times. Hours may be missing, and thousandths may have fewer digits.
_COLON = r"[ \t]{0,2}:[ \t]{0,2}"
_FRACTION = r"[ \t]{0,2}([.,:])[ \t]{0,2}([0-9]{1,9})"
_TIME = rf"(?:([0-9]{{1,6}}){_COLON})?([0-9]{{1,2}}){_COLON}([0-9]{{1,2}})(?:{_FRACTION})?"
_ARROW = r"(?:[-–—−]{1,3} ?(?:>|&gt;)|→)"
_TIMING = re.compile(rf"{_TIME}[ \t\xa0]*{_ARROW}[ \t\xa0]*{_TIME}(?![0-9:.,])(.*)", re.DOTALL)
_SBV_TIME = r"([0-9]{1,6}):([0-9]{2}):([0-9]{2})(\.)([0-9]{3})"
_SBV_TIMING = re.compile(rf"{_SBV_TIME},{_SBV_TIME}()")
_HAS_ARROW = re.compile(_ARROW)
_ARROW_AND_TIME = re.compile(rf"{_ARROW}[ \t\xa0]*{_TIME}")
_LIKE_TIME = re.compile(r"[0-9]{1,2}[ \t]?:[ \t]?[0-9]{1,2}")
_NUMBER = re.compile(r"[0-9]{1,9}[.:]?")


@dataclass(frozen=True)
class Timing:
    """In milliseconds, and what follows on the line. No times could be read if they are None."""

    times: tuple[int, int] | None
    rest: str = ""


def timing_of(line: str) -> Timing | None:
    """None if this is another line: of text, or a number."""
    line = line.strip(MARKS)
    match = _TIMING.match(line) or _SBV_TIMING.fullmatch(line)
    if match:
        start, end = _milliseconds(*match.groups()[:5]), _milliseconds(*match.groups()[5:10])
        return Timing(None if start is None or end is None else (start, end), match[11])
    if _HAS_ARROW.search(line) and (line[0] in "+-0123456789" or _ARROW_AND_TIME.search(line)):
        return Timing(None)
    return None


def is_number(line: str) -> bool:
    """Whether it may be the number of a caption."""
    return _NUMBER.fullmatch(line.strip(MARKS)) is not None


def is_like_times(line: str) -> bool:
    """Whether somebody may have meant times."""
    return _HAS_ARROW.search(line) is not None or _LIKE_TIME.search(line) is not None


def _milliseconds(hours: str | None, minutes: str, seconds: str, mark: str | None, fraction: str | None) -> int | None:
    # Two digits after a colon are frames, and nobody knows how many are in a second.
    if int(seconds) > 59 or (hours and int(minutes) > 59) or (mark == ":" and len(fraction or "") != 3):
        return None
    whole = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
    return whole * 1000 + int((fraction or "0").ljust(3, "0")[:3])
