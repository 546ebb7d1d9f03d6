"""Makes standard input, output and error usable, whatever the caller has done with them (contract 7.31)."""

import os
import sys


def open_missing() -> None:
    """A file that the caller has closed leads nowhere.

    Otherwise the next file that we open gets its number: log lines would land in the database.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            # The lowest free number is this one. The parts that we start need it too.
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)
    sys.stdout = sys.stdout or os.fdopen(1, "w", closefd=False)
    sys.stderr = sys.stderr or os.fdopen(2, "w", closefd=False)


def allow_every_letter() -> None:
    """A terminal that cannot show a letter (Latin-1, C) shows its number instead. Without this, the command fails."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def drop_what_cannot_be_written() -> None:
    """Python ends with the exit code 120 if it cannot write the rest of its output, whatever we return."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
