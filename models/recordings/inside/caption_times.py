"""Recognises the line with the two times of a caption in WebVTT, SubRip and SBV, as people and programs write it."""

import re
import unicodedata
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
_SBV_TIMING = re.compile(rf"{_SBV_TIME},[ \t]{{0,2}}{_SBV_TIME}()")
_HAS_ARROW = re.compile(_ARROW)
_ARROW_AND_TIME = re.compile(rf"{_ARROW}[ \t\xa0]*{_TIME}")
_TIME_AND_ARROW = re.compile(rf"{_TIME}[ \t\xa0]*{_ARROW}")
# With hours, or with parts of a second. A time of the day in a text has neither.
_WHOLE_TIME = re.compile(rf"[0-9]{{1,2}}{_COLON}[0-9]{{1,2}}[ \t]?[:.,][ \t]?[0-9]")
_BEGINNING = re.compile(r"[+-]?[0-9]{1,6}[ \t]?:")
_OF_TIMES = re.compile(r"[0-9:.,;>–—−→ \t-]+")
_NUMBER = re.compile(r"[0-9]{1,9}[.:]?")
# Translation programs write digits and marks of their language. No line of times has more characters.
LONGEST = 200
_DIGIT = re.compile(r"\d")
_OTHER_MARKS = str.maketrans("：．，､、٫،－＞", ":.,,,.,->")


@dataclass(frozen=True)
class Timing:
    """In milliseconds, and what follows on the line. No times could be read if they are None."""

    times: tuple[int, int] | None
    rest: str = ""


def _plain(line: str) -> str:
    """With the digits and marks of ASCII."""
    line = line.strip(MARKS)
    if line.isascii() or len(line) > LONGEST:
        return line
    return _DIGIT.sub(lambda digit: str(unicodedata.decimal(digit[0])), line.translate(_OTHER_MARKS))


def timing_of(line: str) -> Timing | None:
    """None if this is another line: of text, or a number."""
    line = _plain(line)
    match = _TIMING.match(line) or _SBV_TIMING.fullmatch(line)
    if match:
        start, end = _milliseconds(*match.groups()[:5]), _milliseconds(*match.groups()[5:10])
        return Timing(None if start is None or end is None else (start, end), match[11])
    return Timing(None) if _HAS_ARROW.search(line) and _is_half_of_times(line) else None


def _is_half_of_times(line: str) -> bool:
    """Whether an arrow stands between times of which one cannot be read. Between anything else it belongs to the
    text: "2 H2 + O2 → 2 H2O", "- Paris → Rome"."""
    if _ARROW_AND_TIME.search(line):
        return bool(_WHOLE_TIME.search(line) or _BEGINNING.match(line))
    return bool(_TIME_AND_ARROW.fullmatch(line) or (line[0] in "+-0123456789" and _WHOLE_TIME.search(line)))


def is_number(line: str) -> bool:
    """Whether it may be the number of a caption."""
    return _NUMBER.fullmatch(_plain(line)) is not None


def number_of(line: str) -> int:
    """Of a line that may be the number of a caption."""
    return int(_plain(line).rstrip(".:"))


def is_like_times(line: str) -> bool:
    """Whether somebody may have meant two times, and left out the arrow or mistyped a digit. A text that tells the
    time of the day has letters."""
    line = _plain(line)
    return line.count(":") >= 2 and 8 * len(_OF_TIMES.sub("", line)) <= len(line)


def _milliseconds(hours: str | None, minutes: str, seconds: str, mark: str | None, fraction: str | None) -> int | None:
    # Two digits after a colon are frames, and nobody knows how many are in a second.
    if int(seconds) > 59 or (hours and int(minutes) > 59) or (mark == ":" and len(fraction or "") != 3):
        return None
    whole = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
    return whole * 1000 + int((fraction or "0").ljust(3, "0")[:3])
