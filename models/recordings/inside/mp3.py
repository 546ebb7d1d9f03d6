"""Reads the frames of an MP3 (ISO/IEC 11172-3, 2.4.1.3 and 13818-3), and the tags before, between and behind them."""

from collections.abc import Iterator
from functools import lru_cache
from typing import BinaryIO

from models.recordings.inside.structure import MOST_TEXT, Structure, is_program

# A header in bytes, and the longest frame.
HEADER, LONGEST = 4, 1441
READ_BYTES = 1024**2
# As many frames as 24 hours have at most. What comes behind them is not looked at.
MOST_FRAMES = 4_000_000
# In kbit/s, by the four bits that say it: of the first version, and of the others.
RATES = (
    (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
)
# Samples a second of the first version, by the two bits that say them. The second and third one halve and quarter them.
SAMPLES = (44100, 48000, 32000)
_DIVISORS = {3: 1, 2: 2, 0: 4}


@lru_cache(maxsize=4096)
def length_of(header: bytes) -> int:
    """Of the frame that begins with these four bytes. 0 if none does."""
    if len(header) < HEADER or header[0] != 0xFF or header[1] & 0xE6 != 0xE2:
        return 0
    version, rate, samples = header[1] >> 3 & 3, header[2] >> 4, header[2] >> 2 & 3
    if version not in _DIVISORS or samples == 3 or rate == 15:
        return 0
    factor = 144_000 if version == 3 else 72_000
    length = factor * RATES[version != 3][rate] * _DIVISORS[version] // SAMPLES[samples]
    return length and length + (header[2] >> 1 & 1)


def _kind_of(header: bytes) -> tuple[int, int, bool]:
    """What may not change while a browser plays it: the version, the rate and whether it is one channel."""
    return header[1] & 0x18, header[2] & 0x0C, header[3] >> 6 == 3


def frames_in(content: bytes) -> bytes:
    """A packet without what stands before or behind its frames: FFmpeg takes a tag between two for a part of them."""
    start = 0
    while start >= 0:
        end = start
        while (length := length_of(content[end : end + HEADER])) and end + length <= len(content):
            end += length
        if end > start and (start == 0 or end == len(content)):
            return content[start:end]
        start = content.find(b"\xff", start + 1)
    return b""


def read(file: BinaryIO, _size: int) -> Structure:
    file.seek(0)
    head = file.read(10)
    start = _id3_length(head)
    is_clean = head[:3] != b"ID3" or _tells_a_program_only(file, head)
    file.seek(start)
    content = file.read(4096)
    counts = any(name in content for name in (b"Xing", b"Info", b"VBRI"))
    is_gapless, kinds = _looked_through(file, start)
    return Structure(
        knows_length=True,
        has_index=True,
        # Without a count its length is guessed from its size.
        is_cut=None if counts else False,
        told_seconds=_told_seconds(content),
        # Tags may stand anywhere.
        is_clean=is_clean and is_gapless,
        # Browsers stop where such a thing changes.
        is_put_together=kinds > 1,
    )


def _looked_through(file: BinaryIO, start: int) -> tuple[bool, int]:
    """Whether nothing but frames follows, and of how many kinds they are."""
    kinds, expected, is_gapless = set(), start, True
    for at, header in _frames(file, start):
        is_gapless &= at == expected
        kinds.add(_kind_of(header))
        expected = at + length_of(header)
    return is_gapless and expected >= file.seek(0, 2), len(kinds)


def _frames(file: BinaryIO, start: int) -> Iterator[tuple[int, bytes]]:
    """Where each one begins, and its header. Behind anything else, two of a kind must follow each other."""
    at, base, content, expected = start, start, b"", start
    for _ in range(MOST_FRAMES):
        place = at - base
        if place + LONGEST + HEADER > len(content):
            file.seek(at)
            place, base, content = 0, at, file.read(READ_BYTES)
        header = content[place : place + HEADER]
        if length_of(header) and (at == expected or _is_followed(content, place)):
            yield at, header
            at = expected = at + length_of(header)
        elif len(header) < HEADER:
            return
        else:
            found = content.find(b"\xff", place + 1)
            at = base + (found if found >= 0 else len(content))


def _is_followed(content: bytes, place: int) -> bool:
    header = content[place : place + HEADER]
    following = content[place + length_of(header) : place + length_of(header) + HEADER]
    return length_of(following) > 0 and _kind_of(following) == _kind_of(header)


def _told_seconds(content: bytes) -> float:
    """How long the first frame says that it is. 0 if it does not."""
    place = max(content.find(name) for name in (b"Xing", b"Info"))
    if not length_of(content[:HEADER]) or place < 0 or not content[place + 7] & 1:
        return 0.0
    version = content[1] >> 3 & 3
    frames = int.from_bytes(content[place + 8 : place + 12], "big")
    return frames * (1152 if version == 3 else 576) * _DIVISORS[version] / SAMPLES[content[2] >> 2 & 3]


def _id3_length(head: bytes) -> int:
    if head[:3] != b"ID3":
        return 0
    return 10 + sum((byte & 127) << 7 * (3 - place) for place, byte in enumerate(head[6:10]))


def _tells_a_program_only(file: BinaryIO, head: bytes) -> bool:
    length = _id3_length(head) - 10
    if length > MOST_TEXT or head[5] & 0x40:
        return False
    content = file.read(length)
    while content[:4].strip(b"\0"):
        size = int.from_bytes(content[4:8], "big")
        if content[:4] != b"TSSE" or not is_program(content[11 : 10 + size].decode("latin-1")):
            return False
        content = content[10 + size :]
    return True
