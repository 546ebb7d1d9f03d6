"""A lock that lets only one `up` run on a data folder. The kernel frees it when its process ends, however it ends."""

import fcntl
from pathlib import Path
from typing import IO


class AlreadyRunning(Exception):
    """Another `up` runs on this data folder."""


def hold(path: Path) -> IO[str]:
    """Keep the returned file open for as long as the lock is needed. Raises AlreadyRunning."""
    file = path.open("a")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise AlreadyRunning from None
    return file
