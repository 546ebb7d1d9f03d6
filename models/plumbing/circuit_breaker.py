"""A circuit breaker: when a server is away, one call waits for it, and the next ones go on without it."""

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

    Calls run in threads of its own. A timeout of a socket bounds neither the look-up of a name nor a server that sends
    a byte now and then, so the caller stops waiting here.
    """

    def __init__(self, name: str, *, threads: int, is_silence: Callable[[Exception], bool]) -> None:
        """`is_silence` tells which errors mean that the server is away; the others are an answer too."""
        self.threads = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self.is_silence = is_silence
        self.paused_until = 0.0

    def call(self, function: Callable[..., Answer], *arguments: object, timeout: float) -> Answer:
        """Raises Paused, TimeoutError after `timeout` seconds, and what the function raises."""
        if time.monotonic() < self.paused_until:
            raise Paused
        answer = self.threads.submit(function, *arguments)
        try:
            return answer.result(timeout)
        except Exception as error:
            answer.cancel()
            if isinstance(error, TimeoutError) or self.is_silence(error):
                self.paused_until = time.monotonic() + PAUSE_SECONDS
            raise
