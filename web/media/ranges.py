"""Reading a Range header, and framing an answer of several parts (RFC 9110, 14)."""

import re
import secrets
from itertools import pairwise

from werkzeug.http import parse_range_header

# A player asks for the rest, and a slow one must not keep a connection for a whole film (facts 47). Safari asks for a
# whole file by a range with an end, so such ranges are cut too (facts 48). With its head it stays below the 8 MiB that
# may still come after a revocation (contract 2.46, facts 180).
LARGEST_PART = 7 * 1024**2
# No player asks for more ranges, or for ranges that overlap. A client that does gets the whole file, which costs less
# (RFC 9110, 14.2).
MOST_RANGES = 10

Range = tuple[int, int]


def requested(header: str, size: int) -> list[Range] | None:
    """The parts, each as its first byte and the one after its last. None means the whole file. An empty list means that
    no range can be satisfied."""
    if re.fullmatch(r"bytes\s*=\s*-0+", header.strip(), re.IGNORECASE):
        # "The last 0 bytes" cannot be satisfied. Werkzeug does not take it for a range at all.
        return []
    # Werkzeug returns None for ranges that are out of order.
    parsed = parse_range_header(header)
    if parsed is None or parsed.units != "bytes" or len(parsed.ranges) > MOST_RANGES:
        return None
    parts = [part for part in (_within(first, stop, size) for first, stop in parsed.ranges) if part[0] < part[1]]
    if any(part[1] > following[0] for part, following in pairwise(parts)):
        return None
    return [(first, min(stop, first + LARGEST_PART)) for first, stop in parts]


def _within(first: int, stop: int | None, size: int) -> Range:
    """A range as the header names it, counted from the start of the file and cut to its size."""
    if first < 0:
        # "The last N bytes". If the file has fewer, it is the whole file (RFC 9110, 14.1.2).
        return max(size + first, 0), size
    return first, size if stop is None else min(stop, size)


def content_range(part: Range, size: int) -> str:
    return f"bytes {part[0]}-{part[1] - 1}/{size}"


class Framing:
    """The lines around the parts of a multipart answer (RFC 9110, 14.6)."""

    def __init__(self, content_type: str) -> None:
        self.content_type = content_type
        # Random, so that nobody can have made a file that contains it.
        self.boundary = secrets.token_hex(16)

    def head(self, part: Range, size: int) -> bytes:
        lines = (f"\r\n--{self.boundary}", f"Content-Type: {self.content_type}")
        return "\r\n".join((*lines, f"Content-Range: {content_range(part, size)}", "\r\n")).encode()

    def end(self) -> bytes:
        return f"\r\n--{self.boundary}--\r\n".encode()
