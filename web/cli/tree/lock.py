"""One `up` a data folder: a lock that the kernel lets go when its holder dies, however it died."""

import fcntl
from pathlib import Path
from typing import IO


class AlreadyRunning(Exception):
    """Another `up` holds this folder."""


def hold(path: Path) -> IO[str]:
    """Keep the returned file open as long as the lock is wanted. Raises AlreadyRunning."""
    file = path.open("a")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise AlreadyRunning from None
    return file
