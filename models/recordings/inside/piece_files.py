"""The file of a piece: encoded packets one after the other, and after them what each is.

An ordinary container would round times, or shift them. A piece has them exactly. It ends with the length of its index,
so a file that was cut off is never taken for a whole one.
"""

import io
import json
import struct
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

_LENGTH = struct.Struct(">Q")
# An hour's index would have a tenth of this.
_MAX_INDEX_BYTES = 32 * 1024**2


class Entry(NamedTuple):
    """`time` is when the packet is shown or heard, in units of its stream."""

    time: int
    size: int
    is_key: bool


class PieceWriter:
    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.entries: list[Entry] = []

    def add(self, time: int, content: bytes, *, is_key: bool) -> None:
        self.file.write(content)
        self.entries.append(Entry(time, len(content), is_key))

    def finish(self, settings: dict[str, Any], end: int) -> None:
        """`settings` are the encoder's, and `end` is when the last packet ends."""
        index = json.dumps({"settings": settings, "end": end, "entries": self.entries}).encode()
        self.file.write(index + _LENGTH.pack(len(index)))
        self.file.flush()


class PieceReader:
    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        size = file.seek(-_LENGTH.size, io.SEEK_END)
        (length,) = _LENGTH.unpack(file.read(_LENGTH.size))
        if length > min(size, _MAX_INDEX_BYTES):
            raise ValueError("not a piece")
        file.seek(size - length)
        index = json.loads(file.read(length))
        self.settings: dict[str, Any] = index["settings"]
        self.end = int(index["end"])
        self.entries = [Entry(*entry) for entry in index["entries"]]

    def packets(self) -> Iterator[tuple[Entry, bytes]]:
        self.file.seek(0)
        for entry in self.entries:
            yield entry, self.file.read(entry.size)
