"""Lets the kernel send bytes of a file by itself (sendfile), so that they are not copied through this process."""

import asyncio
import errno
import os
from typing import Protocol

from uvicorn.protocols.http.flow_control import FlowControl

# Under this name, the scope of a request holds the `KernelSending` of its answer.
KERNEL_SENDING = "guestlink.kernel_sending"
# The connection takes no more just now, or the kernel cannot do this for such a file.
_NOT_NOW = {errno.EAGAIN, errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP}

# No file descriptor.
_NONE = -1


class CountedAnswer(Protocol):
    """uvicorn's answer, which counts the bytes of its body that are still to come."""

    flow: FlowControl
    expected_content_length: int


class KernelSending:
    """The kernel takes what it has room for. The caller writes the next bytes to the transport, which waits for room
    and breaks off slow readers (web.front.slow_readers)."""

    def __init__(self, transport: asyncio.Transport, answer: CountedAnswer) -> None:
        self._transport, self._answer = transport, answer
        self._socket = _NONE

    async def is_possible(self) -> bool:
        """Waits until the bytes that were written to the transport have left, because they come first. Raises
        ConnectionError if the client has left meanwhile."""
        await self._answer.flow.drain()
        if self._transport.is_closing():
            raise ConnectionResetError
        if not hasattr(os, "sendfile") or self._transport.get_write_buffer_size():
            return False
        if self._socket == _NONE:
            # Our own, because the transport may close its own while a thread sends. Another client's connection could
            # then get its number.
            self._socket = os.dup(self._transport.get_extra_info("socket").fileno())
        return True

    def send(self, file: int, start: int, length: int) -> int:
        """Returns how many bytes the kernel has taken. For a thread, since it may wait for the disk. Raises OSError."""
        taken = 0
        try:
            while taken < length and (more := os.sendfile(self._socket, file, start + taken, length - taken)):
                taken += more
        except OSError as error:
            if error.errno not in _NOT_NOW:
                raise
        return taken

    def count(self, taken: int) -> None:
        self._answer.expected_content_length -= taken

    def close(self) -> None:
        """The connection stays open until this is called, even if its transport has closed."""
        if self._socket != _NONE:
            os.close(self._socket)
            self._socket = _NONE
