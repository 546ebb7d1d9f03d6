"""One of the files that the parent put side by side (`side_by_side.py`)."""

import io
from typing import Any, BinaryIO, cast


class Part(io.RawIOBase):
    def __init__(self, file: BinaryIO, offset: int, size: int) -> None:
        self.file, self.offset, self.size, self.position = file, offset, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self.position = max(0, {io.SEEK_SET: 0, io.SEEK_CUR: self.position, io.SEEK_END: self.size}[whence] + offset)
        return self.position

    def tell(self) -> int:
        return self.position

    def readinto(self, buffer: Any) -> int:
        length = max(0, min(len(buffer), self.size - self.position))
        self.file.seek(self.offset + self.position)
        content = self.file.read(length)
        buffer[: len(content)] = content
        self.position += len(content)
        return len(content)


def part(file: BinaryIO, offset: int, size: int) -> BinaryIO:
    return cast(BinaryIO, io.BufferedReader(Part(file, offset, size), 256 * 1024))
