"""A playlist of HLS (RFC 8216 and its successor), as it was read. Its texts are kept as they go out."""

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from functools import cached_property

MOST_BYTES = 8 * 1024**2
# A playlist takes some 150 bytes of memory for each line.
MOST_LINES = 1_000_000
# A stream is live while a playlist was written to within so many target durations, and at least so many seconds.
DURATIONS, AT_LEAST = 3, 15
# What is further back than any file.
LONG_AGO = 1e9
_RANGE = re.compile(r"^#EXT-X-BYTERANGE:\s*(\d{1,18})(?:@(\d{1,18}))?", re.MULTILINE | re.ASCII)
# Stands behind each address, and becomes the version of the run when the playlist goes out.
VERSION = "\0"


@dataclass
class Playlist:
    """`files` are those that it names; `playlists` are the ones among them that are playlists themselves. `standing`
    are those that hold for many segments: keys and initialisation parts."""

    head: list[str] = field(default_factory=list)
    files: set[str] = field(default_factory=set)
    standing: set[str] = field(default_factory=set)
    playlists: list[str] = field(default_factory=list)
    # The first address of a segment, key or playlist that is not served.
    lost: str = ""
    # Of a list of playlists, all of it is its head. The rest is for a list of segments.
    is_list_of_playlists: bool = False
    # It has tags that lists of music do not have.
    is_of_stream: bool = False
    # Segments are parts of a file that grows.
    has_ranges: bool = False
    # Initialisation parts that are ranges of a file, by its path.
    ranges_of_maps: list[tuple[str, range]] = field(default_factory=list)
    blocks: list[str] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    tail: list[str] = field(default_factory=list)
    # Of low latency: how long the parts in each file are, and the first one behind the last segment.
    seconds_of_parts: dict[str, float] = field(default_factory=dict)
    first_of_tail: str | None = None
    # The segments before which a discontinuity stands, and where keys and maps change, by their index.
    breaks: list[int] = field(default_factory=list)
    holding: list[tuple[int, str, str]] = field(default_factory=list)
    first: int = 0
    breaks_before: int = 0
    target: int = 0
    has_ended: bool = False

    @property
    def pauses_after(self) -> float:
        """After how many seconds without a newer one its encoder has stopped (contract 9.5)."""
        return max(DURATIONS * self.target, AT_LEAST)

    @property
    def last(self) -> int:
        """The number of the last segment. One less than the first if there is none."""
        return self.first + len(self.blocks) - 1

    def break_number(self, number: int) -> int:
        """The discontinuity number of this segment."""
        return self.breaks_before + bisect_left(self.breaks, number - self.first + 1)

    def begins_with_break(self, number: int) -> bool:
        return number - self.first in self.breaks

    def identity(self, number: int) -> str:
        """What the playlist says of this segment's bytes: its file, and the part of it behind a `#`."""
        index = number - self.first
        part = re.search(r"^#EXT-X-BYTERANGE:(.*)$", self.blocks[index], re.MULTILINE)
        return f"{self.paths[index]}#{part[1]}" if part else self.paths[index]

    def seconds(self, index: int) -> float:
        length = re.search(r"^#EXTINF:\s*([0-9]{1,9}(?:\.[0-9]{1,9})?)", self.blocks[index], re.MULTILINE)
        return float(length[1]) if length else 0.0

    def seconds_back(self, index: int) -> float:
        """How long before the end of its file this segment begins. Ranges of a file are written one after the other."""
        return self._seconds_back[index] if self.has_ranges else self.seconds(index)

    @cached_property
    def _seconds_back(self) -> list[float]:
        """At a break the encoder may have stood still for any time, so what is before it is from long ago."""
        found, breaks = [0.0] * len(self.blocks), set(self.breaks)
        # Of each file, from the first segment behind the next break on.
        back: dict[str, float] = {}
        seen: set[str] = set()
        for index in reversed(range(len(self.blocks))):
            path, seconds = self.paths[index], self.seconds(index)
            if self.first_bytes[index] is not None:
                seconds += back.get(path, LONG_AGO if path in seen else 0.0)
            found[index] = back[path] = seconds
            seen.add(path)
            if index in breaks:
                back.clear()
        return found

    @cached_property
    def first_bytes(self) -> list[int | None]:
        """Where each segment begins in its file. None if it is a file of its own."""
        ends: dict[str, int] = {}
        found: list[int | None] = []
        for path, block in zip(self.paths, self.blocks, strict=True):
            part = _RANGE.search(block)
            first = None if part is None else int(part[2] or ends.get(path, 0))
            if part is not None and first is not None:
                ends[path] = first + int(part[1])
            found.append(first)
        return found


def text_of(content: bytes) -> str:
    """A playlist is UTF-8. Some encoders on Windows write it in the code page of the machine."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")
