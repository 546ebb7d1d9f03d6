"""Locks on files. The kernel frees a lock when its process ends, however it ends. Imports little: `up` stays small."""

import fcntl
import os
from pathlib import Path
from typing import IO

from models.plumbing.ownership import give_to_owner_of_folder


class Locked(Exception):
    """Another process holds the lock."""


def lock(path: Path, *, shared: bool = False) -> IO[str]:
    """Keep the returned file open for as long as the lock is needed. Many may hold a shared lock.

    Raises Locked, and OSError if the file cannot be made or its disk knows no locks.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    file = os.fdopen(descriptor, "a")
    try:
        fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise Locked from None
    except OSError:
        file.close()
        raise
    return file


def lock_in_data_folder(folder: Path, name: str, *, shared: bool = False) -> IO[str]:
    """Like `lock`. If root makes the file, the parts can open it too."""
    file = lock(folder / name, shared=shared)
    give_to_owner_of_folder(folder / name)
    return file


def is_locked(path: Path) -> bool:
    """Whether a process holds the lock alone. True also if that cannot be found out."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError as error:
        return not isinstance(error, FileNotFoundError)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(descriptor)
    return False
