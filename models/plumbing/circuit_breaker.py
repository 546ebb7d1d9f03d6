"""A circuit breaker: when a server is away, one call waits for it, and the next ones fail at once."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

# After a call without an answer, the server is left alone for this time.
PAUSE_SECONDS = 5.0

Answer = TypeVar("Answer")


class Paused(Exception):
    """The server did not answer a moment ago, so it was not called."""


class CircuitBreaker:
    """For one server and one process. Threads may share it; it must not cross a fork.

    Each call runs in a thread of the breaker, so that the caller can stop waiting. The timeout of a socket is not
    enough: it bounds neither the look-up of a name nor a server that sends a byte now and then.
    """

    def __init__(self, name: str, *, threads: int, is_silence: Callable[[Exception], bool]) -> None:
        """`is_silence` tells which errors mean that the server is away. All other errors count as answers."""
        self.threads = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self.is_silence = is_silence
        self.paused_until = 0.0

    def call(self, function: Callable[..., Answer], *arguments: object, timeout: float) -> Answer:
        """Raises Paused, TimeoutError after `timeout` seconds, and what the function raises."""
        if time.monotonic() < self.paused_until:
            raise Paused
        future = self.threads.submit(function, *arguments)
        try:
            return future.result(timeout)
        except Exception as error:
            future.cancel()
            if isinstance(error, TimeoutError) or self.is_silence(error):
                self.paused_until = time.monotonic() + PAUSE_SECONDS
            raise
