"""One of the files that the parent put side by side (`side_by_side.py`)."""

import io
from typing import Any, BinaryIO, cast

from models.plumbing.seekable import Seekable


class Part(Seekable):
    def __init__(self, file: BinaryIO, offset: int, size: int) -> None:
        super().__init__(size)
        self.file, self.offset = file, offset

    def readinto(self, buffer: Any) -> int:
        length = max(0, min(len(buffer), self.size - self.position))
        self.file.seek(self.offset + self.position)
        content = self.file.read(length)
        buffer[: len(content)] = content
        self.position += len(content)
        return len(content)


def part(file: BinaryIO, offset: int, size: int) -> BinaryIO:
    return cast(BinaryIO, io.BufferedReader(Part(file, offset, size), 256 * 1024))
