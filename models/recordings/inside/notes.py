"""What a camera or an encoder notes between the pictures of H.264: place, time, its name (contract 8.21).

The notes are units of a packet, like the parts of the picture (ITU-T H.264, 7.3.1 and D.1). A unit has its length
before it, or begins with a start code. A note holds messages of several kinds.
"""

from collections.abc import Iterator

NOTES = 6
START = b"\0\0\1"


def without_notes(content: bytes, header: bytes) -> bytes:
    """The packet without its notes. `header` is the header of its stream, which says how units are marked."""
    return b"".join(content[start:end] for start, end, kind in units_of(content, header) if kind != NOTES)


def units_of(content: bytes, header: bytes) -> Iterator[tuple[int, int, int]]:
    """Where each unit of a packet begins, with its mark, where it ends, and its kind."""
    size = _size_of_lengths(header)
    units = _with_lengths(content, size) if size else _with_start_codes(content)
    for start, end in units:
        yield start, end, content[start + (size or len(START))] & 31


def messages_in(content: bytes, header: bytes) -> Iterator[tuple[int, bytes]]:
    """The kind and the content of each message in the notes of a packet, which may be cut off."""
    mark = (_size_of_lengths(header) or len(START)) + 1
    for start, end, kind in units_of(content, header):
        if kind == NOTES:
            # A three is written where a start code would be.
            yield from _messages(content[start + mark : end].replace(b"\0\0\3", b"\0\0"))


def _messages(content: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    # One byte marks the end.
    while at < len(content) - 1:
        kind, at = _number(content, at)
        size, at = _number(content, at)
        yield kind, content[at : at + size]
        at += size


def _number(content: bytes, at: int) -> tuple[int, int]:
    """And where it ends. Each byte of 255 goes on."""
    end = at
    while content[end : end + 1] == b"\xff":
        end += 1
    return 255 * (end - at) + int.from_bytes(content[end : end + 1]), end + 1


def _size_of_lengths(header: bytes) -> int:
    """In bytes. 0 if units begin with start codes."""
    return (header[4] & 3) + 1 if header[:1] == b"\1" and len(header) > 4 else 0


def _with_lengths(content: bytes, size: int) -> Iterator[tuple[int, int]]:
    start = 0
    while start + size < len(content):
        end = start + size + int.from_bytes(content[start : start + size], "big")
        yield start, end
        start = end


def _with_start_codes(content: bytes) -> Iterator[tuple[int, int]]:
    start = content.find(START)
    while 0 <= start < len(content) - len(START):
        end = content.find(START, start + len(START))
        end = len(content) if end < 0 else end
        yield start, end
        start = end
