"""Why a file cannot be written: a full disk is told from one that is read-only, fails or is closed (contract 11.45)."""

import errno
import os
import shutil
import tempfile
from pathlib import Path

from models.config.settings import settings
from models.errors import MediaAway, MediaFolderMissing, MediaFolderUnusable, NoSpace

# For the operator.
FULL = {
    errno.ENOSPC: "its disk is full",
    errno.EDQUOT: "the disk quota of its user is used up",
    errno.EFBIG: "its disk takes no file of this size",
}
MISSING = {errno.ENOENT: "the folder is missing", errno.ENOTDIR: "it is no folder"}
UNUSABLE = {
    errno.EACCES: "the folder may not be written: see its owner and mode",
    errno.EPERM: "the folder may not be written: its disk or a security module forbids it",
    errno.EROFS: "its disk is mounted read-only",
    errno.EIO: "its disk fails: see the kernel's log",
    errno.ESTALE: "its network disk was replaced: mount it again",
    errno.ENAMETOOLONG: "its path is too long",
    errno.ELOOP: "its path is a circle of links",
    errno.EMFILE: "this process has too many open files: raise its limit (ulimit -n)",
    errno.ENFILE: "this machine has too many open files",
    errno.ENOTCONN: "its network disk does not answer",
    errno.ETIMEDOUT: "its network disk does not answer",
    errno.ENODEV: "its disk is gone",
    errno.ENXIO: "its disk is gone",
}
TRIAL = bytes(4096)
# With less free space, the database on that disk is in danger, or uploads are soon refused.
MIN_FREE_BYTES = 1024**3


def refusal_of(error: OSError) -> NoSpace | MediaAway:
    """What the person is told, with `why` for the operator."""
    why = reason_of(error)
    if error.errno in FULL:
        return NoSpace(why)
    return MediaFolderMissing(why) if error.errno in MISSING else MediaFolderUnusable(why)


def reason_of(error: OSError) -> str:
    number = error.errno or 0
    known = FULL | MISSING | UNUSABLE
    return known.get(number) or f"the disk refuses it ({errno.errorcode.get(number, type(error).__name__)})"


def look_into(folder: Path) -> None:
    """Raises OSError unless this is a folder whose files can be reached."""
    # With the dot, it must be a folder, and may be entered.
    os.stat(f"{folder}/.")  # noqa: PTH116 (a Path drops the dot)


def look(folder: Path) -> str | None:
    """Why the folder cannot be used, as far as one look at it shows. None if it can."""
    try:
        look_into(folder)
    except OSError as error:
        return reason_of(error)
    return None


def try_to_write(folder: Path) -> str | None:
    """Like `look`, but writes a small file to the disk, and removes it."""
    try:
        with tempfile.TemporaryFile(dir=folder, buffering=0) as file:
            file.write(TRIAL)
            os.fsync(file.fileno())
    except OSError as error:
        return reason_of(error)
    return None


def least_free() -> tuple[Path, int]:
    """The data folder or the media folder, which may have a disk of its own: the one whose disk has less free space,
    and how many bytes are free there. Raises OSError."""
    free = {folder: shutil.disk_usage(folder).free for folder in (settings().data, settings().media_folder)}
    return min(free.items(), key=lambda each: each[1])
