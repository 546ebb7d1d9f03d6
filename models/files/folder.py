"""The media folder: where the media lie, unless the settings name a bucket (`bucket.py`, the same functions)."""

import io
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from models.config.settings import settings
from models.errors import MediaFolderMissing, NoSpace

# Kept free whatever comes: the database lies on the same disk.
SPARE_BYTES = 256 * 1024**2
# nginx, which sends them, reads by the group.
READABLE = 0o640


@dataclass(frozen=True)
class LocalFile:
    """A file on this machine, to be sent: a recording, or a segment of a live folder."""

    path: Path

    def open(self) -> io.RawIOBase:
        """Without a buffer: whoever sends asks for as much as it sends. Raises OSError."""
        return self.path.open("rb", buffering=0)


def trouble() -> str | None:
    """Why no file can be asked after just now; None when they can."""
    return None if settings().media_folder.is_dir() else "the folder is missing"


def check() -> None:
    """Raises MediaFolderMissing."""
    if trouble() is not None:
        raise MediaFolderMissing


def check_space(size: int) -> None:
    """Raises NoSpace when a file of this size would not leave the disk its spare bytes."""
    check()
    if shutil.disk_usage(settings().media_folder).free - size < SPARE_BYTES:
        raise NoSpace


def has(stored_name: str) -> bool:
    return _path(stored_name).is_file()


def look_for(stored_names: Iterable[str]) -> dict[str, bool]:
    """Whether each of them is there."""
    return {name: has(name) for name in stored_names}


def take(upload: Path, stored_name: str) -> None:
    """An upload, which lies in this folder already under its temporary name."""
    # A temporary file is its user's alone.
    upload.chmod(READABLE)
    # A second name for the same bytes: no copying, and the temporary one may be closed and removed as ever.
    _path(stored_name).hardlink_to(upload)


def copy(source: Path, stored_name: str) -> None:
    """Raises NoSpace, and MediaFolderMissing."""
    check_space(source.stat().st_size)
    try:
        shutil.copyfile(source, _path(stored_name))
    except OSError:
        raise NoSpace from None


def write(content: bytes, stored_name: str) -> None:
    """Raises NoSpace, and MediaFolderMissing."""
    check_space(len(content))
    try:
        _path(stored_name).write_bytes(content)
    except OSError:
        raise NoSpace from None


def erase(stored_name: str) -> None:
    """One that is gone already is erased."""
    _path(stored_name).unlink(missing_ok=True)


def file(stored_name: str, _size: int) -> LocalFile:
    return LocalFile(_path(stored_name))


def _path(stored_name: str) -> Path:
    return settings().media_folder / stored_name
