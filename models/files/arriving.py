"""Files that are arriving in the media folder, and the space that is reserved for them (contract 11.46).

The temporary file is the reservation: its name begins with the size that was announced, and its process holds a lock on
it. The kernel frees the lock when the process ends, however it ends. So no reservation outlives its upload, and every
process and machine that shares the folder sees it.
"""

import errno
import fcntl
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import IO, Any

from models.config import lock_files
from models.config.settings import settings
from models.errors import MediaFolderUnusable, NoSpace
from models.files import disk_faults
from models.plumbing.file_locks import Locked, is_locked, lock_in_data_folder

PREFIX = "upload-"
# Kept free, because the database may be on the same disk.
SPARE_BYTES = 256 * 1024**2
# Looking at the reservations and adding one takes milliseconds.
TURN_SECONDS = 10.0

KNOWS_NO_LOCKS = {errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS}

_RESERVATION = re.compile(rf"{PREFIX}(\d+)-")


def begin(size: int) -> Any:
    """A temporary file in the media folder, open for writing, with space for so many bytes. It is removed when it is
    closed. Raises NoSpace, MediaFolderMissing and MediaFolderUnusable."""
    try:
        with _turn():
            _check_space(size)
            # Unbuffered. A buffer would keep the bytes that a full disk refuses, and try to write them again and again.
            file = tempfile.NamedTemporaryFile(  # noqa: SIM115 (the caller closes it)
                buffering=0, prefix=f"{PREFIX}{size}-", dir=settings().media_folder
            )
            # On a disk that knows no locks it counts as long as its file is there.
            with suppress(OSError):
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return file
    except OSError as error:
        raise disk_faults.refusal_of(error) from None


def check_space(size: int) -> None:
    """Raises NoSpace if a file of this size would leave less than SPARE_BYTES, and what `begin` raises."""
    try:
        with _turn():
            _check_space(size)
    except OSError as error:
        raise disk_faults.refusal_of(error) from None


def remove_dead() -> None:
    """Remove what killed processes have left, so that its space is free again."""
    with suppress(OSError, MediaFolderUnusable), _turn():
        for path, _size in _reservations():
            if not is_locked(path):
                path.unlink(missing_ok=True)


def _check_space(size: int) -> None:
    reserved = sum(_missing_bytes(path, announced) for path, announced in _reservations())
    if shutil.disk_usage(settings().media_folder).free - reserved - size < SPARE_BYTES:
        raise NoSpace("too little space is free, with what is reserved for uploads that are arriving")


def _reservations() -> Iterator[tuple[Path, int]]:
    with os.scandir(settings().media_folder) as entries:
        for entry in entries:
            if named := _RESERVATION.match(entry.name):
                yield Path(entry.path), int(named[1])


def _missing_bytes(path: Path, announced: int) -> int:
    """What of this file has yet to come. The rest of it does not count as free any more."""
    try:
        return max(0, announced - path.stat().st_size) if is_locked(path) else 0
    except FileNotFoundError:
        # Its upload has just ended.
        return 0


@contextmanager
def _turn() -> Iterator[None]:
    """One process at a time looks at the reservations and adds its own. Raises OSError, and MediaFolderUnusable if a
    process that hangs keeps its turn."""
    with _lock() or nullcontext():
        yield


def _lock() -> IO[str] | None:
    """None on a disk that knows no locks: then two uploads that begin at the same moment do not see each other."""
    until = time.monotonic() + TURN_SECONDS
    while True:
        try:
            return lock_in_data_folder(settings().data, lock_files.SPACE)
        except Locked:
            if time.monotonic() > until:
                raise MediaFolderUnusable(f"another process keeps {lock_files.SPACE} locked") from None
            time.sleep(0.005)
        except OSError as error:
            if error.errno not in KNOWS_NO_LOCKS:
                raise
            return None
