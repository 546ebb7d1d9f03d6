"""Makes a part end when its supervisor dies, within 2 s and however it died (contract 7.22, facts 22).

There are two ways. Only the supervisor holds the writing end of a pipe. When that end closes, a thread in the part
wakes up and ends the part in good order; this works on every system. On Linux the kernel also sends a signal, which
ends even a frozen part.
"""

import os
import signal
import sys
import threading
import time
from typing import Any

PIPE_VARIABLE = "GUESTLINK_PARENT_PIPE"
GRACE_SECONDS = 1.0
_PR_SET_PDEATHSIG = 1


def part_options(environment: dict[str, str]) -> dict[str, Any]:
    """Arguments of Popen for all parts of this process.

    A part gets the pipe, and a session of its own, so that Ctrl-C does not reach it. Nothing ever closes the writing
    end: the kernel does so when this process dies.
    """
    reader, _writer = os.pipe()
    return {
        "env": {**environment, PIPE_VARIABLE: str(reader)},
        "pass_fds": [reader],
        "start_new_session": True,
    }


def end_with_parent() -> None:
    """A part calls this when it starts, and again after an exec, because threads end there.

    Does nothing in a process that no supervisor started.
    """
    descriptor = os.environ.get(PIPE_VARIABLE)
    if descriptor is None:
        return
    _ask_kernel_for_signal()
    threading.Thread(target=_end_after_parent, args=(int(descriptor),), daemon=True, name="parent-death").start()


def _end_after_parent(descriptor: int) -> None:
    # Nothing is ever written: the read returns when the pipe is closed.
    os.read(descriptor, 1)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    os._exit(1)


def _ask_kernel_for_signal() -> None:
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
