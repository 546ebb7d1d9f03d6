"""The lifeline between the supervisor and its parts: a part ends within 2 s of its supervisor, however that died.

Two ropes. A pipe that only the supervisor holds open: its end wakes a thread, which ends the part in good order, on any
system. And on Linux the kernel's own signal, which reaches even a part that is frozen.
"""

import os
import signal
import sys
import threading
import time
from typing import Any

DESCRIPTOR = "GUESTLINK_LIFELINE"
GRACE_SECONDS = 1.0
_PR_SET_PDEATHSIG = 1


class Lifeline:
    """The supervisor's end. It is never closed: the kernel does that when its holder dies."""

    def __init__(self) -> None:
        self.reader, self.writer = os.pipe()

    def options(self, environment: dict[str, str]) -> dict[str, Any]:
        """How Popen starts a part: with the pipe, and in a session of its own, which a terminal's Ctrl-C spares."""
        return {
            "env": {**environment, DESCRIPTOR: str(self.reader)},
            "pass_fds": [self.reader],
            "start_new_session": True,
        }


def follow_parent() -> None:
    """Called by a part at its start, before and after it becomes another program by exec (threads do not outlive
    that); does nothing when nobody supervises it."""
    descriptor = os.environ.get(DESCRIPTOR)
    if descriptor is None:
        return
    _ask_kernel()
    threading.Thread(target=_wait, args=(int(descriptor),), daemon=True, name="lifeline").start()


def _wait(descriptor: int) -> None:
    os.read(descriptor, 1)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    os._exit(1)


def _ask_kernel() -> None:
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
