"""Reading below the live folder. No link is followed, and only regular files with one name are opened (contract
9.4)."""

import io
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from models.config.settings import settings

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


@dataclass(frozen=True)
class LiveFile:
    """`path` is below the folder, and may lead through folders in it."""

    folder: str
    path: str

    def open(self) -> io.RawIOBase:
        """Raises OSError."""
        # A pipe may stand in place of a file. Opening it must not wait.
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        with _holder_of(self) as holder:
            opened = os.open(self.path.rpartition("/")[2], flags, dir_fd=holder)
        if not _is_plain_file(os.fstat(opened)):
            os.close(opened)
            raise FileNotFoundError(self.path)
        return io.FileIO(opened)

    def status(self) -> os.stat_result | None:
        """None unless it is a regular file with one name, reached without links."""
        try:
            with _holder_of(self) as holder:
                found = os.stat(self.path.rpartition("/")[2], dir_fd=holder, follow_symlinks=False)
        except (OSError, ValueError):
            return None
        return found if _is_plain_file(found) else None


def written(found: os.stat_result) -> int:
    """When a file was written, in nanoseconds by the disk's clock. Its time may have been set, or be of another clock.
    It was not written later than the disk itself says."""
    return min(found.st_mtime_ns, found.st_ctime_ns)


def written_of(name: str, at: int) -> int:
    """Of a file in the open folder `at`. 0 if there is none."""
    try:
        return written(os.stat(name, dir_fd=at, follow_symlinks=False))
    except OSError:
        return 0


@contextmanager
def opened_folder(folder: str, *inner: str) -> Iterator[int]:
    """A folder below the live folder, open as long as the block runs. Raises OSError."""
    opened = os.open(settings().live_folder.resolve(), os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for name in (folder, *inner):
            below = os.open(name, _FOLDER, dir_fd=opened)
            os.close(opened)
            opened = below
        yield opened
    finally:
        os.close(opened)


def _is_plain_file(found: os.stat_result) -> bool:
    """A file with a second name may be anything on this disk (facts 135). One that was just removed has none."""
    return stat.S_ISREG(found.st_mode) and found.st_nlink <= 1


@contextmanager
def _holder_of(file: LiveFile) -> Iterator[int]:
    parts = file.path.split("/")
    if not {"", ".", ".."}.isdisjoint(parts):
        raise FileNotFoundError(file.path)
    with opened_folder(file.folder, *parts[:-1]) as opened:
        yield opened
