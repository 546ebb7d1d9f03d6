"""Starts the process that reads a stranger's file, and gives it what it may have."""

import io
import logging
import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

from models.errors import TooManyFiles
from models.recordings.served_file import Readable

log = logging.getLogger(__name__)

# The child runs the code that this process runs, wherever that lies.
CODE = str(Path(__file__).parents[2])
PROGRAM = """import sys
code, order = sys.argv[1:]
if code not in sys.path:
    sys.path.insert(0, code)
from models.recordings.inside.answering import answer
answer(order)
"""


def memory_file() -> io.FileIO:
    """A file without a name. It is in memory where the system has such files."""
    if hasattr(os, "memfd_create"):
        return io.FileIO(os.memfd_create("answer"), "r+")
    return tempfile.TemporaryFile(buffering=0)


def descriptor(file: Readable) -> int | None:
    try:
        return file.fileno()
    except io.UnsupportedOperation:
        return None


def start(
    order: str, stdin: socket.socket | Readable, answer: io.FileIO, kept: tuple[int, ...]
) -> "subprocess.Popen[bytes]":
    # A new program, not a fork, because this process has threads. `-I`: the environment names no code that it imports.
    command = [sys.executable, "-I", "-B", "-c", PROGRAM, CODE, order]
    files = {"stdin": stdin.fileno(), "stdout": answer.fileno(), "stderr": subprocess.DEVNULL}
    try:
        return subprocess.Popen(command, env={}, cwd="/", pass_fds=kept, **files)  # type: ignore[call-overload, no-any-return]
    except OSError as error:
        # The system has no memory or no process left.
        log.error("no child process could be started", extra={"errno": error.errno})
        raise TooManyFiles from None
