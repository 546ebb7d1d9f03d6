"""Files that are arriving, and the space that is reserved for them (contract 11.46).

The temporary file is the reservation: its name begins with the size that was announced, and its process holds a lock on
it. The kernel frees the lock when the process ends, however it ends. So no reservation outlives its upload, and every
process and machine that shares the folder sees it. They have a folder of their own in the media folder: to find them
among all media would take long (facts 93), while no other upload can begin.
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
from models.plumbing.ownership import give_to_owner_of_folder

PREFIX = "upload-"
# In the names of files that stay when their process ends (unfinished.py).
KEPT = "-kept-"
# They reserve what has yet to come while something has happened to them within so many seconds (contract 8.74).
RESERVED_FOR = 600.0
# Kept free, because the database may be on the same disk.
SPARE_BYTES = 256 * 1024**2
# Looking at the reservations and adding one takes milliseconds.
TURN_SECONDS = 10.0

KNOWS_NO_LOCKS = {errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS}

_RESERVATION = re.compile(rf"{PREFIX}(\d+)-")


def begin(size: int, *, comes_first: bool = False) -> Any:
    """A temporary file on the disk of the media folder, open for writing, with space for so many bytes. It is removed
    when it is closed. `comes_first`: see `room_for`. Raises NoSpace, MediaFolderMissing and MediaFolderUnusable."""
    with room_for(size, comes_first=comes_first) as folder:
        # Unbuffered. A buffer would keep the bytes that a full disk refuses, and try to write them again and again.
        file = tempfile.NamedTemporaryFile(  # noqa: SIM115 (the caller closes it)
            buffering=0, prefix=f"{PREFIX}{size}-", dir=folder
        )
        # On a disk that knows no locks it counts as long as its file is there.
        with suppress(OSError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return file


@contextmanager
def room_for(size: int, *, comes_first: bool = False) -> Iterator[Path]:
    """The folder in which the block makes the file of an upload of this size. Meanwhile nobody else begins one. Raises
    what `begin` raises. `comes_first`: what is reserved for uploads that may go on later counts as free, because they
    can wait."""
    try:
        with _turn():
            _check_space(size, comes_first=comes_first)
            yield _made_folder()
    except OSError as error:
        raise disk_faults.refusal_of(error) from None


def check_space(size: int) -> None:
    """For a small file, which comes first (see `room_for`). Raises NoSpace if it would leave less than SPARE_BYTES, and
    what `begin` raises."""
    try:
        with _turn():
            _check_space(size, comes_first=True)
    except OSError as error:
        raise disk_faults.refusal_of(error) from None


def remove_dead() -> None:
    """Remove what killed processes have left, so that its space is free again."""
    with suppress(OSError, MediaFolderUnusable), _turn():
        for path, _size in _reservations():
            if KEPT not in path.name and not is_locked(path):
                path.unlink(missing_ok=True)


def remove_old(seconds: float) -> None:
    """Remove the files to which nothing was written for this time. On a disk that knows no locks, and of versions that
    wrote into the media folder itself, nothing else is known of them."""
    for folder in (settings().arriving_folder, settings().media_folder):
        with suppress(OSError):
            for path in _files_in(folder):
                # One that has just ended is gone.
                with suppress(OSError):
                    if time.time() - path.stat().st_mtime > seconds:
                        path.unlink()


def _made_folder() -> Path:
    """The media folder itself is never made: if it is missing, its disk is not mounted. Raises OSError."""
    folder = settings().arriving_folder
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
        give_to_owner_of_folder(folder)
    return folder


def free_bytes() -> int:
    """Reserved or not."""
    return shutil.disk_usage(settings().media_folder).free - SPARE_BYTES


def reserved_bytes(path: Path, announced: int) -> int:
    """What of this file has yet to come, and has its space reserved. The rest of it does not count as free any more."""
    try:
        found = path.stat()
    except FileNotFoundError:
        # Its upload has just ended.
        return 0
    return max(0, announced - found.st_size) if _reserves(path, found) else 0


def _check_space(size: int, *, comes_first: bool) -> None:
    counting = [each for each in _reservations() if not (comes_first and KEPT in each[0].name)]
    if free_bytes() - sum(reserved_bytes(path, announced) for path, announced in counting) < size:
        raise NoSpace("too little space is free, with what is reserved for uploads that are arriving")


def _reservations() -> Iterator[tuple[Path, int]]:
    """The files that are arriving, and the size that was announced for each."""
    for path in _files_in(settings().arriving_folder):
        if named := _RESERVATION.match(path.name):
            yield path, int(named[1])


def _files_in(folder: Path) -> list[Path]:
    try:
        with os.scandir(folder) as entries:
            return [Path(entry.path) for entry in entries if entry.name.startswith(PREFIX)]
    except FileNotFoundError:
        # No upload has arrived here yet. Whether the media folder is there is asked elsewhere.
        return []


def _reserves(path: Path, found: os.stat_result) -> bool:
    if KEPT not in path.name:
        return is_locked(path)
    # The system stamps this time itself, so it does not depend on the database's clock.
    return time.time() - found.st_ctime < RESERVED_FOR


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
