"""Has a stranger's file read by a child process (contract 8.17). Nothing else may read one.

The child gets an open file and nothing more: a clean environment, no connection, no key. It may use only so much memory
and time (`limits.py`), and can open nothing (`inside/confinement.py`). What it answers is checked like any input.
"""

import io
import json
import logging
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from threading import BoundedSemaphore

from models.errors import Invalid, TooManyFiles
from models.recordings import processes
from models.recordings.limits import Limits
from models.recordings.refusals import SENTENCES
from models.recordings.served_file import Readable, serve

log = logging.getLogger(__name__)

# So many children of one process run at once. Others wait for their turn.
AT_ONCE = 2
WAIT_SECONDS = 15.0
_turns = BoundedSemaphore(AT_ONCE)
LIMITS = Limits()
ANSWER_BYTES = 8 * 1024**2
# The first line of an answer is JSON, and not longer than this.
HEAD_BYTES = 4096
# What ends a child by itself when its time is over, or its time of computing.
TIME_OVER = {-signal.SIGALRM, -signal.SIGXCPU}
TOLD_TOGETHER_SECONDS = 0.5


class ChildFailed(Exception):
    """The child crashed, was killed, took too long or gave no proper answer. The file is refused."""


class TookTooLong(ChildFailed):
    """Its time was over. Nothing is known of the file."""


class Stopped(Exception):
    """What the child made is not wanted any more."""


@dataclass(frozen=True)
class Answer:
    """The file may have taken over the process that gave this. So check `values` before using them."""

    values: dict[str, object]
    content: bytes


def ask(
    work: str,
    file: Readable,
    limits: Limits = LIMITS,
    order: object = None,
    going_on: Callable[[], bool] = lambda: True,
) -> Answer:
    """Let a child do the work. `work` names a module and a function of it, like `models.….inspecting:inspect`. `order`
    is for that function, and becomes JSON.

    A file of the operating system is handed over. Any other file is read here, piece by piece, as the child asks for
    it. `going_on` is asked each second, as in `make`. Raises Invalid, ChildFailed, TookTooLong, TooManyFiles, Stopped,
    and what reading the file raises.

    This may take minutes, so hold no lock and no transaction meanwhile.
    """
    if not _turns.acquire(timeout=WAIT_SECONDS):
        raise TooManyFiles
    try:
        return _answer({"work": work, "order": order}, file, limits, _each_second(going_on))
    finally:
        _turns.release()


def make(
    work: str, file: Readable, output: io.FileIO, order: object, limits: Limits, going_on: Callable[[], bool]
) -> dict[str, object]:
    """Let a child write a new file. `order` is for the function that does the work, and becomes JSON.

    It may take an hour, so it takes no turn of those who ask. `going_on` is asked each second: when it says no, the
    child is killed and Stopped is raised. Otherwise like `ask`.
    """
    job = {"work": work, "output": output.fileno(), "order": order}
    try:
        return _answer(job, file, limits, _each_second(going_on)).values
    except ChildFailed:
        # Both may be told to end, and the child is faster. systemd tells it even in a process group of its own.
        time.sleep(TOLD_TOGETHER_SECONDS)
        if going_on():
            raise
        raise Stopped from None


def _each_second(going_on: Callable[[], bool]) -> Callable[[], None]:
    """What may be called often. It raises Stopped when the answer is no."""
    asked = time.monotonic()

    def check() -> None:
        nonlocal asked
        if time.monotonic() - asked >= 1:
            asked = time.monotonic()
            if not going_on():
                raise Stopped

    return check


def _answer(job: dict[str, object], file: Readable, limits: Limits, check: Callable[[], None]) -> Answer:
    with processes.memory_file() as answer:
        code = _run(job, file, answer, limits, check)
        return _read(str(job["work"]), code, os.pread(answer.fileno(), ANSWER_BYTES, 0))


def _run(
    job: dict[str, object], file: Readable, answer: io.FileIO, limits: Limits, check: Callable[[], None]
) -> int | None:
    """The exit code of the child: that of an alarm if it took too long. None if its file could not be handed over."""
    until = time.monotonic() + limits.seconds
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    order = json.dumps({**job, "size": size, "parent": os.getpid(), "limits": asdict(limits)})
    output = job.get("output")
    ours, theirs = socket.socketpair()
    with ours:
        with theirs:
            stdin = theirs if processes.descriptor(file) is None else file
            process = processes.start(order, stdin, answer, (output,) if isinstance(output, int) else ())
        try:
            # Returns at once if the child has the file itself: then nobody has the other end of the socket.
            serve(file, ours, until=until, check=check)
            return _wait(process, until, check)
        except TimeoutError:
            return -signal.SIGALRM
        except ConnectionError:
            return None
        finally:
            process.kill()
            process.wait()


def _wait(process: "subprocess.Popen[bytes]", until: float, check: Callable[[], None]) -> int:
    while True:
        left = until - time.monotonic()
        try:
            return process.wait(max(0.0, min(1.0, left)))
        except subprocess.TimeoutExpired:
            if left <= 0:
                raise TimeoutError from None
        check()


def _read(work: str, code: int | None, answer: bytes) -> Answer:
    head, _, content = answer.partition(b"\n")
    said = _json_object(head) if code == 0 else {}
    values, refused = said.get("values"), said.get("refused")
    if isinstance(values, dict) and refused is None:
        return Answer(values, content)
    if isinstance(values, dict) and isinstance(refused, str) and refused in SENTENCES:
        numbers = {name: str(values[name]) for name in ("width", "height") if isinstance(values.get(name), int)}
        if len(numbers) == 2 or "%(" not in refused:
            raise Invalid("file", refused, **numbers)
    log.warning("a file could not be read", extra={"work": work, "code": code, "failed": str(said.get("failed"))[:300]})
    raise TookTooLong if code in TIME_OVER else ChildFailed


def _json_object(text: bytes) -> dict[str, object]:
    try:
        said = json.loads(text) if len(text) <= HEAD_BYTES else None
    except (ValueError, RecursionError):
        said = None
    return said if isinstance(said, dict) else {}
