"""Waiting for other processes, and the ports on which they listen."""

import socket
import time
from collections.abc import Callable
from typing import TypeVar

# Long, as the machine may be busy. A test that promises a shorter time gives its own deadline.
PATIENCE_SECONDS = 90.0
Found = TypeVar("Found")


def wait_until(what: str, look: Callable[[], Found | None], seconds: float = PATIENCE_SECONDS) -> Found:
    """The first true value that `look` returns. Fails with `what` after so many seconds."""
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline, f"not within {seconds:.0f} s: {what}"
        time.sleep(0.1)
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listens(port: int) -> bool:
    """Whether a server on this machine accepts connections there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
