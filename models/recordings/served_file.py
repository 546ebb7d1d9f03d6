"""The files that children read. One that cannot be handed to a child, because it is in a bucket or in memory, is read
for it by its parent.

The two are connected by a socket. The child asks for an offset and a length; the parent answers with a length and so
many bytes.
"""

import io
import os
import select
import socket
import stat
import struct
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from models.plumbing.seekable import Seekable

_REQUEST, _LENGTH = struct.Struct("!QI"), struct.Struct("!I")
# FFmpeg reads small pieces. A buffer of this size saves requests to a bucket.
PIECE_BYTES = 1024**2

Readable = io.RawIOBase | io.BytesIO


def open_regular(path: Path) -> io.FileIO:
    """Raises OSError, also for anything but a regular file: reading a pipe or a device may never end."""
    file = io.FileIO(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC))
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise OSError("not a regular file")
    return file


def serve(file: Readable, connection: socket.socket, *, until: float, check: Callable[[], None] = lambda: None) -> None:
    """The parent's side: answer until the child ends. `until` is an instant of the monotonic clock; then a TimeoutError
    is raised. `check` is called at least each second. Raises what it raises, and what reading the file raises."""
    connection.setblocking(False)
    while True:
        _wait(connection, select.POLLIN, until, check)
        request = connection.recv(_REQUEST.size, socket.MSG_WAITALL)
        if len(request) < _REQUEST.size:
            return
        offset, length = _REQUEST.unpack(request)
        file.seek(offset)
        content = file.read(min(length, PIECE_BYTES)) or b""
        answer = memoryview(_LENGTH.pack(len(content)) + content)
        while answer:
            _wait(connection, select.POLLOUT, until, check)
            answer = answer[connection.send(answer) :]


def _wait(connection: socket.socket, event: int, until: float, check: Callable[[], None]) -> None:
    """Until it can be read or written. Not by `select.select`, which refuses a descriptor above 1023."""
    waiting = select.poll()
    waiting.register(connection, event)
    while True:
        check()
        left = until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        if waiting.poll(1000 * min(1.0, left)):
            return


class ServedFile(Seekable):
    """The child's side."""

    def __init__(self, descriptor: int, size: int) -> None:
        super().__init__(size)
        self.connection = socket.socket(fileno=descriptor)

    def readinto(self, buffer: Any) -> int:
        self.connection.sendall(_REQUEST.pack(self.position, min(len(buffer), PIECE_BYTES)))
        (length,) = _LENGTH.unpack(self._receive(_LENGTH.size))
        buffer[:length] = self._receive(length)
        self.position += length
        return int(length)

    def _receive(self, length: int) -> bytes:
        content = self.connection.recv(length, socket.MSG_WAITALL) if length else b""
        if len(content) < length:
            raise EOFError
        return content
