"""The lifeline between the supervisor and its parts: a part ends within 2 s of its supervisor, however that died.

Two ropes. A pipe that only the supervisor holds open: its end wakes a thread, which ends the part in good order, on any
system. And on Linux the kernel's own signal, which reaches even a part that is frozen.
"""

import os
import signal
import sys
import threading
import time

DESCRIPTOR = "GUESTLINK_LIFELINE"
GRACE_SECONDS = 1.0
_PR_SET_PDEATHSIG = 1


def follow_parent() -> None:
    """Called by a part at its start; does nothing when nobody supervises it."""
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
