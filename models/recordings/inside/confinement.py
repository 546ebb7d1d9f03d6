"""What the child process that reads a stranger's file may use, and what it cannot do.

A rule that a system lacks is left out. `docs/security.md` says what holds where.
"""

import contextlib
import ctypes
import os
import resource
import signal
import struct
import sys
from pathlib import Path

from models.recordings.limits import Limits

NOBODY = 65534
_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38
_LANDLOCK_CREATE, _LANDLOCK_RESTRICT, _LANDLOCK_VERSION = 444, 446, 1
# How many rights over files each version of Landlock knows, and how many bytes its rules have.
_LANDLOCK_FILES = {1: 13, 2: 14, 3: 15, 4: 15}
_LANDLOCK_BYTES = {1: 8, 2: 8, 3: 8, 4: 16, 5: 16}


def confine(limits: Limits, parent: int) -> None:
    """Call this after all imports, and before the file is read. It cannot be undone.

    Afterwards this process can open no file and no socket, and start no thread and no process.
    """
    signal.alarm(limits.seconds)
    _die_first()
    # The disk serves such a process last, too.
    os.nice(limits.niceness)
    _leave_root()
    if sys.platform == "linux":
        _ask_kernel()
    if os.getppid() != parent:
        os._exit(1)
    _limit(resource.RLIMIT_AS, limits.memory)
    # At its second limit it is killed, and nobody knows why.
    _limit(resource.RLIMIT_CPU, limits.cpu_seconds, limits.cpu_seconds + 2)
    _limit(resource.RLIMIT_FSIZE, limits.answer_bytes)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_NPROC, 0)
    _limit(resource.RLIMIT_NOFILE, 0)


def _die_first() -> None:
    """When the machine or the container runs out of memory, this process is killed and not the site."""
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")


def _leave_root() -> None:
    """Root is above some limits, and may do everything to the files of the site."""
    if os.geteuid() == 0:
        with contextlib.suppress(OSError):
            os.setgroups([])
            os.setresgid(NOBODY, NOBODY, NOBODY)
            os.setresuid(NOBODY, NOBODY, NOBODY)


def _ask_kernel() -> None:
    """End with the parent, gain no rights by running a program, and, from Linux 5.13 on, touch no file by its path, no
    port and no other process. The last is Landlock: its rules name what is forbidden, and we allow nothing of it."""
    system = ctypes.CDLL(None)
    # After the change of user, which would clear it.
    system.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    system.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    version = system.syscall(_LANDLOCK_CREATE, None, 0, _LANDLOCK_VERSION)
    if version < 1:
        return
    files, ports, processes = (1 << _LANDLOCK_FILES.get(version, 16)) - 1, 3, 3
    rules = struct.pack("QQQ", files, ports, processes)[: _LANDLOCK_BYTES.get(version, 24)]
    descriptor = system.syscall(_LANDLOCK_CREATE, rules, len(rules), 0)
    if descriptor >= 0:
        system.syscall(_LANDLOCK_RESTRICT, descriptor, 0)
        os.close(descriptor)


def _limit(which: int, most: int, at_last: int | None = None) -> None:
    with contextlib.suppress(ValueError, OSError):
        _soft, hard = resource.getrlimit(which)
        # The operator may have set a lower one.
        soft, last = (
            each if hard == resource.RLIM_INFINITY else min(each, hard)
            for each in (most, most if at_last is None else at_last)
        )
        resource.setrlimit(which, (soft, last))
