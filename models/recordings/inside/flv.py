"""Flash videos that were put one behind the other (contract 8.77).

At the header of the second one, FFmpeg looks for the next packet and passes over many megabytes. So it gets the file
without the headers in the middle.
"""

import io
import re
from functools import lru_cache
from typing import BinaryIO, cast

from models.recordings.inside.parts import Part
from models.recordings.inside.structure import MOST_PARTS, Structure
from models.recordings.side_by_side import SideBySide

# With a picture, a sound or both, and before the first packet (Adobe Flash Video File Format, annex E.2 and E.3).
_HEADER = re.compile(rb"FLV\x01[\x01\x04\x05]\0\0\0\x09\0\0\0\0")
_LENGTH = 13
READ_BYTES = 1024**2


def read(file: BinaryIO, _size: int) -> Structure:
    return Structure(is_put_together=bool(_places(file)))


def without_headers(file: BinaryIO) -> BinaryIO:
    """The same file where none is in the middle."""
    places = _places(file)
    if not places:
        return file
    starts = [0, *(place + _LENGTH for place in places)]
    ends = [*places, file.seek(0, io.SEEK_END)]
    parts = [Part(file, start, end - start) for start, end in zip(starts, ends, strict=True)]
    return cast(BinaryIO, io.BufferedReader(SideBySide(parts), READ_BYTES))


@lru_cache(maxsize=1)
def _places(file: BinaryIO) -> list[int]:
    """Of the headers in the middle. Empty if the file is no FLV."""
    file.seek(0)
    if not _HEADER.match(file.read(_LENGTH)):
        return []
    places: list[int] = []
    at, known = _LENGTH, b""
    while len(places) < MOST_PARTS and (content := file.read(READ_BYTES)):
        # A header may lie across two of them.
        searched = known + content
        places += [at - len(known) + found.start() for found in _HEADER.finditer(searched)]
        at, known = at + len(content), searched[1 - _LENGTH :]
    return places
