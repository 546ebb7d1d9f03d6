"""Makes a part end when its supervisor dies, within 2 s and however it died (contract 7.22, facts 22).

There are two ways. The first works on every system: only the supervisor holds the writing end of a pipe, and when that
end closes, a thread in the part wakes up and ends the part. The second works on Linux: the kernel kills the part, even
one that is frozen.
"""

import os
import signal
import sys
import threading
import time
from typing import Any

PIPE_VARIABLE = "GUESTLINK_PARENT_PIPE"
# How long a part may take to end in good order.
GRACE_SECONDS = 1.0
_PR_SET_PDEATHSIG = 1


def part_options(environment: dict[str, str]) -> dict[str, Any]:
    """Arguments of Popen for all parts of this process.

    A part gets the reading end of the pipe. It also gets a process session of its own, so that Ctrl-C does not reach
    it. We never close the writing end: the kernel does when this process dies.
    """
    reader, _writer = os.pipe()
    return {
        "env": {**environment, PIPE_VARIABLE: str(reader)},
        "pass_fds": [reader],
        "start_new_session": True,
    }


def end_with_parent() -> None:
    """A part calls this when it starts, and again after an exec, which ends all threads.

    Does nothing in a process that no supervisor started.
    """
    descriptor = os.environ.get(PIPE_VARIABLE)
    if descriptor is None:
        return
    _ask_kernel_for_signal()
    threading.Thread(target=_end_after_parent, args=(int(descriptor),), daemon=True, name="parent-death").start()


def _end_after_parent(descriptor: int) -> None:
    # Nobody ever writes to the pipe, so this returns when it is closed.
    os.read(descriptor, 1)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    os._exit(1)


def _ask_kernel_for_signal() -> None:
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
