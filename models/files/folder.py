"""The storage backend of a site whose media are in the data folder. `bucket.py` is the other one."""

import io
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from models.config import lock_files
from models.config.settings import settings
from models.errors import BackupIsCopying, MediaFolderMissing, NoSpace
from models.files import modes
from models.plumbing.file_locks import is_locked

# Kept free, because the database may be on the same disk.
SPARE_BYTES = 256 * 1024**2

@dataclass(frozen=True)
class LocalFile:
    """A file on this machine, to be sent: a recording, or a segment of a live stream."""

    path: Path

    def open(self) -> io.RawIOBase:
        """Raises OSError."""
        # Without a buffer: the sender asks for exactly as much as it sends.
        return self.path.open("rb", buffering=0)


def trouble() -> str | None:
    """Why the folder cannot be used right now, for the operator. None if it can."""
    return None if settings().media_folder.is_dir() else "the folder is missing"


def check() -> None:
    """Raises MediaFolderMissing."""
    if trouble() is not None:
        raise MediaFolderMissing


def check_space(size: int) -> None:
    """Raises NoSpace if a file of this size would leave less than SPARE_BYTES, and MediaFolderMissing."""
    check()
    if shutil.disk_usage(settings().media_folder).free - size < SPARE_BYTES:
        raise NoSpace


def has(stored_name: str) -> bool:
    return _path(stored_name).is_file()


def look_for(stored_names: Iterable[str]) -> dict[str, bool]:
    return {name: has(name) for name in stored_names}


def take(upload: Path, stored_name: str) -> None:
    """The upload must be in this folder already, under a temporary name."""
    upload.chmod(modes.of_media_file(settings()))
    # A second name for the same bytes: nothing is copied, and the temporary file can be removed as usual.
    _path(stored_name).hardlink_to(upload)


def copy(source: Path, stored_name: str) -> None:
    """Raises NoSpace and MediaFolderMissing."""
    check_space(source.stat().st_size)
    try:
        shutil.copyfile(source, _path(stored_name))
        _path(stored_name).chmod(modes.of_media_file(settings()))
    except OSError:
        raise NoSpace from None


def write(content: bytes, stored_name: str) -> None:
    """Raises NoSpace and MediaFolderMissing."""
    check_space(len(content))
    try:
        _path(stored_name).write_bytes(content)
        _path(stored_name).chmod(modes.of_media_file(settings()))
    except OSError:
        raise NoSpace from None


def erase(stored_name: str) -> None:
    """Safe to call for a file that is gone. Raises BackupIsCopying.

    Call it only when it is committed that no row names the file, or only the row of a deleted item. Then a backup that
    begins after this check copies a database that does not need the file.
    """
    if is_locked(settings().data / lock_files.BACKUP):
        raise BackupIsCopying
    _path(stored_name).unlink(missing_ok=True)


def file(stored_name: str, _size: int) -> LocalFile:
    return LocalFile(_path(stored_name))


def _path(stored_name: str) -> Path:
    return settings().media_folder / stored_name
