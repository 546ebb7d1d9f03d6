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
# Kept free, because the database may be on the same disk.
SPARE_BYTES = 256 * 1024**2
# Looking at the reservations and adding one takes milliseconds.
TURN_SECONDS = 10.0

KNOWS_NO_LOCKS = {errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS}

_RESERVATION = re.compile(rf"{PREFIX}(\d+)-")


def begin(size: int) -> Any:
    """A temporary file on the disk of the media folder, open for writing, with space for so many bytes. It is removed
    when it is closed. Raises NoSpace, MediaFolderMissing and MediaFolderUnusable."""
    with room_for(size) as folder:
        # Unbuffered. A buffer would keep the bytes that a full disk refuses, and try to write them again and again.
        file = tempfile.NamedTemporaryFile(  # noqa: SIM115 (the caller closes it)
            buffering=0, prefix=f"{PREFIX}{size}-", dir=folder
        )
        # On a disk that knows no locks it counts as long as its file is there.
        with suppress(OSError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return file


@contextmanager
def room_for(size: int) -> Iterator[Path]:
    """The folder in which the block makes the file of an upload of this size. Meanwhile nobody else begins one. Raises
    what `begin` raises."""
    try:
        with _turn():
            _check_space(size)
            yield _made_folder()
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
            if not _goes_on(path):
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


def _check_space(size: int) -> None:
    reserved = sum(_missing_bytes(path, announced) for path, announced in _reservations())
    if shutil.disk_usage(settings().media_folder).free - reserved - size < SPARE_BYTES:
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


def _goes_on(path: Path) -> bool:
    """Whether this upload may still need its space: its process lives, or it may be gone on with later."""
    return KEPT in path.name or is_locked(path)


def _missing_bytes(path: Path, announced: int) -> int:
    """What of this file has yet to come. The rest of it does not count as free any more."""
    try:
        return max(0, announced - path.stat().st_size) if _goes_on(path) else 0
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
