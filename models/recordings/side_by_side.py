"""Several files as one, for a child that may have only one: a piece after the other, opened when it is read."""

import bisect
import io
import itertools
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from models.plumbing.seekable import Seekable
from models.recordings.served_file import Readable


class SideBySide(Seekable):
    """It has no descriptor, so the parent reads it for the child."""

    def __init__(self, files: Sequence[Path | Readable]) -> None:
        self.files = files
        self.sizes = [file.stat().st_size if isinstance(file, Path) else file.seek(0, io.SEEK_END) for file in files]
        self.offsets = [0, *itertools.accumulate(self.sizes)]
        super().__init__(self.offsets[-1])
        self.opened: tuple[int, io.FileIO] | None = None

    def readinto(self, buffer: Any) -> int:
        """Of one file at most."""
        number = bisect.bisect_right(self.offsets, self.position) - 1
        if number >= len(self.files):
            return 0
        file = self._file(number)
        file.seek(self.position - self.offsets[number])
        content = file.read(min(len(buffer), self.offsets[number + 1] - self.position)) or b""
        buffer[: len(content)] = content
        self.position += len(content)
        return len(content)

    def close(self) -> None:
        self._forget()
        super().close()

    def _file(self, number: int) -> Readable:
        file = self.files[number]
        if not isinstance(file, Path):
            return file
        if self.opened is None or self.opened[0] != number:
            self._forget()
            self.opened = number, io.FileIO(file)
        return self.opened[1]

    def _forget(self) -> None:
        if self.opened is not None:
            self.opened[1].close()
        self.opened = None
