"""Codings of an answer's body (RFC 9110, 8.4), understood as browsers do.

We ask for none. But a bucket sends a file as it was stored, whatever was asked for.
"""

import zlib
from collections.abc import Callable

from models.plumbing.fetching.refusals import CODED, CannotFetch

# Unpacks a piece to at most so many bytes.
Unpack = Callable[[bytes, int], bytes]
_GZIP = {"gzip", "x-gzip"}
# The others that browsers unpack.
_NOT_OURS = {"br", "zstd"}


def unpacker(header: str | None) -> Unpack:
    """By the header `Content-Encoding`. What no browser knows is passed on as it is. Raises CannotFetch for what
    browsers can unpack and we cannot."""
    codings = [coding.strip().lower() for coding in (header or "").split(",")]
    codings = [coding for coding in codings if coding not in {"", "identity"}]
    if not codings or not {*codings} <= _GZIP | _NOT_OURS | {"deflate"}:
        return lambda data, _most: data
    if len(codings) > 1 or codings[0] in _NOT_OURS:
        raise CannotFetch(CODED, coding=", ".join(codings))
    return _Deflated().unpack if codings[0] == "deflate" else zlib.decompressobj(wbits=zlib.MAX_WBITS | 32).decompress


class _Deflated:
    """`deflate` has a head of two bytes, but some servers leave it out. Browsers take both."""

    def __init__(self) -> None:
        self.start, self.unpacking = b"", zlib.decompressobj()

    def unpack(self, data: bytes, most: int) -> bytes:
        if len(self.start) >= 2:
            return self.unpacking.decompress(data, most)
        self.start += data
        if len(self.start) < 2:
            return b""
        if not _has_head(self.start):
            self.unpacking = zlib.decompressobj(wbits=-zlib.MAX_WBITS)
        return self.unpacking.decompress(self.start, most)


def _has_head(start: bytes) -> bool:
    try:
        zlib.decompressobj().decompress(start[:2])
    except zlib.error:
        return False
    return True
