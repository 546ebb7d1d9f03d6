"""Takes out what a camera or an encoder notes between the pictures of H.264: place, time, its name (contract 8.21).

The notes are units of a packet, like the parts of the picture (ITU-T H.264, 7.3.1 and D.1). A unit has its length
before it, or begins with a start code.
"""

from collections.abc import Iterator

NOTES = 6
START = b"\0\0\1"


def without_notes(content: bytes, header: bytes) -> bytes:
    """The packet without its notes. `header` is the header of its stream, which says how units are marked."""
    if header[:1] == b"\1" and len(header) > 4:
        size = (header[4] & 3) + 1
        return b"".join(content[start:end] for start, end in _with_lengths(content, size))
    return b"".join(content[start:end] for start, end in _with_start_codes(content))


def _with_lengths(content: bytes, size: int) -> Iterator[tuple[int, int]]:
    start = 0
    while start + size < len(content):
        end = start + size + int.from_bytes(content[start : start + size], "big")
        if content[start + size] & 31 != NOTES:
            yield start, end
        start = end


def _with_start_codes(content: bytes) -> Iterator[tuple[int, int]]:
    start = content.find(START)
    while 0 <= start < len(content) - len(START):
        end = content.find(START, start + len(START))
        end = len(content) if end < 0 else end
        if content[start + len(START)] & 31 != NOTES:
            yield start, end
        start = end
