"""Standard error, for processes that must go on when it cannot be written (contract 7.31).

A thread of its own writes the lines. A line is left out if standard error was closed, if the disk of a log file is
full, or if the reader of a pipe has stopped reading.
"""

import atexit
import contextlib
import os
from queue import Full, Queue
from threading import Thread

MAX_WAITING_LINES = 10_000
# At its end, a process waits this long for its last lines to be written.
LAST_LINES_SECONDS = 1.0
FILE_NUMBER = 2


class StandardError:
    def __init__(self) -> None:
        self._lines: Queue[bytes | None] = Queue(MAX_WAITING_LINES)
        self._thread = Thread(target=self._write_lines, name="standard error", daemon=True)
        self._thread.start()
        atexit.register(self._end)

    def write(self, text: str) -> None:
        with contextlib.suppress(Full):
            self._lines.put_nowait(text.encode("utf-8", "backslashreplace"))

    def flush(self) -> None:
        """Does nothing: the thread writes each line as soon as it can."""

    def isatty(self) -> bool:
        return os.isatty(FILE_NUMBER)

    def _end(self) -> None:
        with contextlib.suppress(Full):
            self._lines.put(None, timeout=LAST_LINES_SECONDS)
        self._thread.join(LAST_LINES_SECONDS)

    def _write_lines(self) -> None:
        while (line := self._lines.get()) is not None:
            with contextlib.suppress(OSError):
                while line:
                    line = line[os.write(FILE_NUMBER, line) :]
