"""The storage backend of a site whose media are in the data folder. `bucket.py` is the other one."""

import io
import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from models.config import lock_files
from models.config.settings import settings
from models.errors import BackupIsCopying, MediaFolderUnusable, MediaUnreadable
from models.files import arriving, disk_faults, modes
from models.plumbing.file_locks import is_locked
from models.plumbing.ownership import give_to_owner_of_folder
from models.plumbing.progress import Advance, advance_nothing

# Of a copy, between two reports.
COPY_BYTES = 8 * 1024**2


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
    return disk_faults.look(settings().media_folder)


def check() -> None:
    """Raises MediaFolderMissing and MediaFolderUnusable."""
    try:
        disk_faults.look_into(settings().media_folder)
    except OSError as error:
        raise disk_faults.refusal_of(error) from None


def has(stored_name: str) -> bool:
    """Raises MediaUnreadable if the disk does not tell: then the file may be there."""
    return _is_file(str(_path(stored_name)))


def look_for(stored_names: Iterable[str]) -> dict[str, bool]:
    # A Path for each of thousands of files would take longer than to ask for it (facts 194).
    folder = settings().media_folder
    return {name: _is_file(f"{folder}/{name}") for name in stored_names}


def _is_file(path: str) -> bool:
    try:
        return stat.S_ISREG(os.stat(path).st_mode)  # noqa: PTH116 (see above)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise MediaUnreadable(disk_faults.reason_of(error)) from None


def take(upload: Path, stored_name: str) -> None:
    """The upload must be on this disk already, under a temporary name. Raises NoSpace and MediaAway."""
    try:
        _set_owner_and_mode(upload)
        # A second name for the same bytes: nothing is copied, and the temporary file can be removed as usual.
        _path(stored_name).hardlink_to(upload)
    except OSError as error:
        raise disk_faults.refusal_of(error) from None


def copy(source: Path, stored_name: str, advance: Advance = advance_nothing) -> None:
    """Raises NoSpace and MediaAway."""
    with arriving.begin(source.stat().st_size) as file:
        try:
            _copy_bytes(source, Path(file.name), advance)
        except OSError as error:
            raise disk_faults.refusal_of(error) from None
        take(Path(file.name), stored_name)


def _copy_bytes(source: Path, target: Path, advance: Advance) -> None:
    with source.open("rb") as given, target.open("wb") as kept:
        while part := given.read(COPY_BYTES):
            kept.write(part)
            advance(len(part))


def write(content: bytes, stored_name: str) -> None:
    """Raises NoSpace and MediaAway."""
    arriving.check_space(len(content))
    try:
        _path(stored_name).write_bytes(content)
        _set_owner_and_mode(_path(stored_name))
    except OSError as error:
        raise disk_faults.refusal_of(error) from None


def _set_owner_and_mode(path: Path) -> None:
    give_to_owner_of_folder(path)
    path.chmod(modes.of_media_file(settings()))


def erase(stored_name: str) -> None:
    """Safe to call for a file that is gone. Raises BackupIsCopying and MediaFolderUnusable.

    Call it only when it is committed that no row names the file, or only the row of a deleted item. Then a backup that
    begins after this check copies a database that does not need the file.
    """
    if is_locked(settings().data / lock_files.BACKUP):
        raise BackupIsCopying
    try:
        _path(stored_name).unlink(missing_ok=True)
    except OSError as error:
        raise MediaFolderUnusable(disk_faults.reason_of(error)) from None


def file(stored_name: str, _size: int) -> LocalFile:
    return LocalFile(_path(stored_name))


def _path(stored_name: str) -> Path:
    return settings().media_folder / stored_name
