"""Which bytes a Range header asks for (RFC 9110, 14), and how several parts are framed."""

import re
import secrets
from itertools import pairwise

from werkzeug.http import parse_range_header

# A player asks on; a slow one must not keep a connection for a whole film. Safari asks for a whole file by a closed
# range, so closed ranges are capped too (facts 48).
LARGEST_PART = 4 * 1024**2
# More, or any that overlap, are no player's: the whole file costs less than what they ask for (RFC 9110, 14.2).
MOST_RANGES = 10

Range = tuple[int, int]


def asked(header: str, size: int) -> list[Range] | None:
    """The parts, as first byte and the one behind the last. None: the whole file. Empty: none can be satisfied."""
    if re.fullmatch(r"bytes\s*=\s*-0+", header.strip(), re.IGNORECASE):
        # The last nothing, which nothing satisfies; to Werkzeug it is no range.
        return []
    # Werkzeug finds no ranges in those out of order.
    found = parse_range_header(header)
    if found is None or found.units != "bytes" or len(found.ranges) > MOST_RANGES:
        return None
    parts = [part for part in (_resolved(first, stop, size) for first, stop in found.ranges) if part[0] < part[1]]
    if any(part[1] > following[0] for part, following in pairwise(parts)):
        return None
    return [(first, min(stop, first + LARGEST_PART)) for first, stop in parts]


def _resolved(first: int, stop: int | None, size: int) -> Range:
    if first < 0:
        # The last so many bytes; more than there are is the whole (RFC 9110, 14.1.2).
        return max(size + first, 0), size
    return first, size if stop is None else min(stop, size)


def content_range(part: Range, size: int) -> str:
    return f"bytes {part[0]}-{part[1] - 1}/{size}"


class Framing:
    """What stands around the parts of a multipart answer (RFC 9110, 14.6)."""

    def __init__(self, content_type: str) -> None:
        self.content_type = content_type
        # Random: no file can have been made to contain it.
        self.boundary = secrets.token_hex(16)

    def head(self, part: Range, size: int) -> bytes:
        lines = (f"\r\n--{self.boundary}", f"Content-Type: {self.content_type}")
        return "\r\n".join((*lines, f"Content-Range: {content_range(part, size)}", "\r\n")).encode()

    def end(self) -> bytes:
        return f"\r\n--{self.boundary}--\r\n".encode()
