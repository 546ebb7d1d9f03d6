"""A file that is written under a temporary name, and gets its own name when it is whole and safe from a power cut."""

import errno
import io
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import IO

from models.errors import CannotBackUp
from models.files.arriving import SPARE_BYTES
from models.plumbing.file_locks import Locked, lock

PREFIX, SUFFIX = ".guestlink-backup-", ".partial"
# A backup has locked its temporary file by then.
SECONDS_TO_LOCK = 60
MEGABYTE = 1024**2
NOT_SUPPORTED = {errno.EPERM, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS}
# What network disks answer that know no locks.
NO_LOCKS = {errno.ENOLCK, errno.EBADF, *NOT_SUPPORTED}
# There, a temporary file to which nothing was written for this time is abandoned.
SECONDS_WITHOUT_LOCK = 24 * 60 * 60


class NewFile:
    """Raises CannotBackUp."""

    def __init__(self, target: Path, file: IO[bytes]) -> None:
        self.target, self._file = target, file

    def write(self, content: bytes) -> int:
        with refusing(self.target):
            return self._file.write(content)

    def flush(self) -> None:
        with refusing(self.target):
            self._file.flush()

    def stop(self) -> None:
        """Throw away what is written from here on: streams write their last bytes when they are collected as garbage,
        and an error would be printed as a traceback then."""
        self._file = io.BytesIO()


def check_target(target: Path) -> None:
    """Raises CannotBackUp if there is something already, or no folder for it."""
    if os.path.lexists(target):
        raise CannotBackUp("There is already a file %(file)s. A backup never replaces one.", file=str(target))
    if not target.parent.is_dir():
        raise CannotBackUp("There is no folder %(folder)s.", folder=str(target.parent))


def check_space(target: Path, size: int, data: Path) -> None:
    """Raises CannotBackUp if there is less space for the target, or if a site on the same disk would lack it."""
    folder = target.parent
    spare = SPARE_BYTES if folder.stat().st_dev == data.stat().st_dev else 0
    free = shutil.disk_usage(folder).free
    if free < size + spare:
        raise CannotBackUp(
            "There is not enough space in %(folder)s: the backup needs %(needed)s MB, and %(free)s MB are free.",
            folder=str(folder),
            needed=(size + spare) // MEGABYTE + 1,
            free=free // MEGABYTE,
        )


@contextmanager
def new_file(target: Path) -> Iterator[NewFile]:
    """Only its user can read it. If the block raises, nothing is left. Raises CannotBackUp."""
    check_target(target)
    remove_abandoned(target.parent)
    with temporary_file(target) as path:
        with path.open("wb") as file:
            new = NewFile(target, file)
            try:
                yield new
            finally:
                new.stop()
            with refusing(target):
                file.flush()
                os.fsync(file.fileno())
        with refusing(target):
            _move(path, target)


@contextmanager
def temporary_file(target: Path) -> Iterator[Path]:
    """An empty file beside the target, which is removed after the block. Raises CannotBackUp."""
    with refusing(target):
        descriptor, name = tempfile.mkstemp(SUFFIX, PREFIX, target.parent)
        os.close(descriptor)
        path = Path(name)
    try:
        with refusing(target):
            locked = _lock(path)
        with locked:
            yield path
    finally:
        path.unlink(missing_ok=True)


def _lock(path: Path) -> AbstractContextManager[object]:
    """The lock only tells others that this backup goes on. A disk may be used that knows no locks."""
    try:
        return lock(path)
    except OSError as error:
        if error.errno not in NO_LOCKS:
            raise
        return nullcontext()


def remove_abandoned(folder: Path) -> None:
    """Remove the temporary files of backups that were killed while they wrote into this folder."""
    for file in folder.glob(f"{PREFIX}*{SUFFIX}"):
        with suppress(OSError, Locked):
            age = time.time() - file.stat().st_mtime
            if age > SECONDS_TO_LOCK:
                with _lock(file) as locked:
                    if locked or age > SECONDS_WITHOUT_LOCK:
                        file.unlink()


@contextmanager
def refusing(target: Path) -> Iterator[None]:
    """An error of the disk is a CannotBackUp that names the target."""
    try:
        yield
    except OSError as error:
        if isinstance(error, FileExistsError):
            check_target(target)
        reason = error.strerror or type(error).__name__
        raise CannotBackUp("%(file)s cannot be written: %(reason)s.", file=str(target), reason=reason) from None


def _move(path: Path, target: Path) -> None:
    """Raises FileExistsError if there is a file now. Renaming alone would replace it."""
    try:
        target.hardlink_to(path)
    except OSError as error:
        if error.errno not in NOT_SUPPORTED:
            raise
        check_target(target)
        path.rename(target)
    # Otherwise a power cut could take the new name away again.
    folder = os.open(target.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    except OSError as error:
        if error.errno not in NOT_SUPPORTED:
            raise
    finally:
        os.close(folder)
