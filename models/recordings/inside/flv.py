"""Flash videos that were put one behind the other (contract 8.77).

At the header of the second one, FFmpeg looks for the next packet and passes over many megabytes. So it gets the file
without the headers in the middle.
"""

import io
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import BinaryIO, cast

from models.recordings.inside.parts import Part
from models.recordings.inside.structure import MOST_PARTS, Structure
from models.recordings.side_by_side import SideBySide

# With a picture, a sound or both, and before the first packet (Adobe Flash Video File Format, annex E.2 and E.3).
_HEADER = re.compile(rb"FLV\x01[\x01\x04\x05]\0\0\0\x09\0\0\0\0")
_LENGTH = 13
READ_BYTES = 1024**2
# A packet before its content and behind it (annex E.4), and what it may hold.
_HEAD, _TAIL, _SOUND, _PICTURE = 11, 4, 8, 9
# Among the first packets of a part are its first picture and its first sound.
MOST_PACKETS = 100


def read(file: BinaryIO, size: int) -> Structure:
    places = _places(file)
    return Structure(is_put_together=bool(places), is_cut=True if _has_several_codecs(file, places, size) else None)


def _has_several_codecs(file: BinaryIO, places: list[int], size: int) -> bool:
    """Whether a part is lost, because FFmpeg decodes all parts with the codecs of the first one."""
    known: dict[int, bytes] = {}
    for start, end in zip([0, *places], [*places, size], strict=True):
        for kind, codec in _codecs(file, start + _LENGTH, end):
            if known.setdefault(kind, codec) != codec:
                return True
    return False


def _codecs(file: BinaryIO, at: int, end: int) -> Iterator[tuple[int, bytes]]:
    """Of the first packets from here on."""
    for _ in range(MOST_PACKETS):
        file.seek(at)
        head = file.read(_HEAD + 5)
        if at + len(head) > end or len(head) < _HEAD + 5:
            return
        kind, first, name = head[0], head[_HEAD], head[_HEAD + 1 :]
        if kind == _PICTURE:
            # Newer codecs have a name of four letters (Enhanced RTMP).
            yield kind, name if first & 0x80 else bytes([first & 0x0F])
        elif kind == _SOUND:
            yield kind, name if first >> 4 == 9 else bytes([first >> 4])
        at += _HEAD + int.from_bytes(head[1:4]) + _TAIL


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
