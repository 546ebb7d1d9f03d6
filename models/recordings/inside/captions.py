"""Judges an uploaded captions file."""

import re
from typing import BinaryIO

from models.errors import Invalid
from models.recordings.refusals import NO_CAPTION_SHOWN, NOT_WEBVTT

_START = re.compile(r"\ufeff?WEBVTT(?=[ \t\n]|\Z)")
_TIME = r"(?:[0-9]{2,}:)?[0-5][0-9]:[0-5][0-9]\.[0-9]{3}"
_TIMING = re.compile(rf"^({_TIME})[ \t]*-->[ \t]*({_TIME})(?=[ \t\n]|\Z)", re.MULTILINE)


def check(file: BinaryIO) -> tuple[dict[str, object], bytes]:
    """Raises Invalid for a file that no browser would show as captions."""
    try:
        text = file.read().decode().replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError:
        raise Invalid("file", NOT_WEBVTT) from None
    if not _START.match(text) or not _TIMING.search(text) or "\0" in text:
        raise Invalid("file", NOT_WEBVTT)
    if not any(_comparable(start) < _comparable(end) for start, end in _TIMING.findall(text)):
        raise Invalid("file", NO_CAPTION_SHOWN)
    return {}, b""


def _comparable(time: str) -> tuple[int, str, str]:
    """Hours may have more digits than Python makes a number of, so they are compared by their length first."""
    hours = time[:-9].rstrip(":").lstrip("0")
    return len(hours), hours, time[-9:]
