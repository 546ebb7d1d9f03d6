"""Starts the parts of `guestlink up` as copies of its supervisor, which has imported for all of them.

So the site starts sooner, and what was imported lies in memory once (facts 193). Only on Linux: libraries of macOS do
not survive a fork, and the parts are started as programs there.
"""

import atexit
import gc
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Protocol

from web.cli.output import print_error

IS_USED = sys.platform == "linux"
# Named as text, because `web` must not import `tasks`. Libraries that only some sites or the demo need are not here.
IMPORTED = (
    "web.cli.tree.before_start",
    "web.front.serving",
    "web.front.asgi",
    "tasks.run",
    "tasks.beat",
    "tasks.consumer",
    "tasks.folder_broker",
    "tasks.periodic",
    "celery.apps.worker",
    "celery.concurrency.thread",
)
# The fields of /proc/self/stat, counted from 0 behind the name, that say where the command line lies.
ARGUMENTS_START, ARGUMENTS_END = 45, 46
ASK_EVERY_SECONDS = 0.02


class Process(Protocol):
    """What the supervisor needs of a part's process. The methods are those of Popen."""

    pid: int
    returncode: int | None

    def poll(self) -> int | None: ...
    def wait(self, timeout: float | None = None) -> int: ...


class Fork:
    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self.returncode = os.waitstatus_to_exitcode(status) if pid else None
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Raises subprocess.TimeoutExpired."""
        deadline = None if timeout is None else time.monotonic() + timeout
        while (code := self.poll()) is None:
            if deadline is not None and time.monotonic() >= deadline:
                raise subprocess.TimeoutExpired([], timeout or 0.0)
            time.sleep(ASK_EVERY_SECONDS)
        return code


def import_for_all() -> None:
    """Import, and read the settings. This must start no thread and open neither database nor broker, which copies must
    not share."""
    gc.disable()
    for module in IMPORTED:
        import_module(module)
    import_module("sqlalchemy.orm").configure_mappers()
    import_module("models.config.settings").settings()
    import_module("tasks.run").load()
    # Looking for garbage would write to every object, and what is written is shared no more.
    gc.freeze()
    gc.enable()


def fork(name: str, work: Callable[[], object], kept: list[int], environment: dict[str, str], output: int = 1) -> Fork:
    """A new process that does `work` and ends. Of our open files it keeps `kept` and the first three, with `output` in
    place of standard output. It leads a process group of its own, so that Ctrl-C does not reach it."""
    signals = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
    pid = os.fork()
    if pid:
        signal.pthread_sigmask(signal.SIG_SETMASK, signals)
        return Fork(pid)
    code = 1
    try:
        # What the supervisor does at its end is not for its copies to do.
        atexit._clear()
        os.setsid()
        _use_own_files(kept, output)
        _handle_signals_anew()
        signal.pthread_sigmask(signal.SIG_SETMASK, signals)
        os.environ.clear()
        os.environ.update(environment)
        _show_as(name)
        code = _done(work)
    finally:
        # Nothing above us runs: these are the supervisor's functions.
        os._exit(code)


def _done(work: Callable[[], object]) -> int:
    """The exit code."""
    try:
        work()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except KeyboardInterrupt:
        return 130
    except Exception as error:  # noqa: BLE001 (nothing above this catches it)
        print_error(error)
        return 1
    finally:
        # As Python does at its end: wait for threads that still work, then what was registered.
        threading._shutdown()  # type: ignore[attr-defined]
        atexit._run_exitfuncs()
    return 0


def _use_own_files(kept: list[int], output: int) -> None:
    if output != 1:
        os.dup2(output, 1)
    # Not all numbers up to the limit of open files: in containers it may be a thousand million.
    for number in [int(each) for each in os.listdir("/proc/self/fd")]:  # noqa: PTH208 (names are numbers)
        if number > 2 and number not in kept:
            with suppress(OSError):
                # The one of this list itself is closed already.
                os.close(number)


def _handle_signals_anew() -> None:
    """As in a new program: what is ignored stays ignored."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)


def _show_as(name: str) -> None:
    """Write the name over our command line, so that `ps` tells the parts apart."""
    import ctypes

    fields = Path("/proc/self/stat").read_text().rpartition(")")[2].split()
    start, end = int(fields[ARGUMENTS_START]), int(fields[ARGUMENTS_END])
    last = f"\0{name}\0".encode()
    room = end - start - len(last)
    if room > 0:
        ctypes.memmove(start, b"guestlink"[:room].ljust(room) + last, end - start)
