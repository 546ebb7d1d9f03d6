"""The time of the disk that holds a stream. Files are stamped by it, so their age is counted by it (contract 9.5). On a
network drive it is the time of another machine."""

import os
import tempfile
import time
from contextlib import suppress

from models.config.settings import settings
from models.files.live.disk import opened_folder
from models.plumbing import steady_clock

# Its clock may be set.
ASKED_EVERY = 5.0
_offsets: dict[str, tuple[float, int]] = {}


def now_ns(folder: str) -> int:
    """In nanoseconds, like `st_mtime_ns`. If nothing can be written there: by the clock of this machine."""
    asked_at, offset = _offsets.get(folder, (0.0, 0))
    if not asked_at or steady_clock.seconds() - asked_at >= ASKED_EVERY:
        if len(_offsets) > 1000:
            _offsets.clear()
        offset = _ask(folder) - steady_clock.nanoseconds()
        _offsets[folder] = steady_clock.seconds(), offset
    return steady_clock.nanoseconds() + offset


def _ask(folder: str) -> int:
    """By a file without a name, which is gone at once. The folder itself may be a disk of its own."""
    with suppress(OSError), opened_folder(folder) as opened:
        return _stamp(f"/proc/self/fd/{opened}")
    with suppress(OSError):
        return _stamp(str(settings().live_folder))
    return time.time_ns()


def _stamp(path: str) -> int:
    with tempfile.TemporaryFile(dir=path, buffering=0) as file:
        file.write(b"x")
        return os.fstat(file.fileno()).st_mtime_ns
