"""Counting for the throttle: in this process's memory, and in a Redis that all web processes share.

Redis may be gone, silent or emptied; a page waits for it a fifth of a second at most, and then not again for a while.
This process's own counts go on beside it, so that losing it forgives nobody.
"""

import logging
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol

from limits import RateLimitItem
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 0.2
# Of one answer: a connection costs several.
SOCKET_SECONDS = 0.1
NOT_ASKED_SECONDS = 5.0


class Counts(Protocol):
    """Whether there is room below the limit; `hit` takes it."""

    def hit(self, item: RateLimitItem, *identifiers: str) -> bool: ...

    def test(self, item: RateLimitItem, *identifiers: str) -> bool: ...


def own_counts() -> Counts:
    return MovingWindowRateLimiter(MemoryStorage())


def shared_counts(address: str) -> Counts:
    """Of the Redis at this address. Asks nothing of it yet."""
    # Imported here: a site of one process needs no Redis, nor the memory of its client.
    from limits.storage import storage_from_string
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    once: Any = Retry(NoBackoff(), 0)
    storage: Any = storage_from_string(
        address, socket_timeout=SOCKET_SECONDS, socket_connect_timeout=SOCKET_SECONDS, retry=once
    )
    return _Shared(MovingWindowRateLimiter(storage), own_counts())


class _Shared:
    def __init__(self, shared: Counts, own: Counts) -> None:
        self.shared, self.own = shared, own
        # A name server that does not answer is bounded by no timeout of a socket: so it is waited for elsewhere.
        self.asking = ThreadPoolExecutor(2, thread_name_prefix="counting")
        self.not_before = 0.0

    def hit(self, item: RateLimitItem, *identifiers: str) -> bool:
        return self.own.hit(item, *identifiers) & self._ask("hit", item, identifiers)

    def test(self, item: RateLimitItem, *identifiers: str) -> bool:
        return self.own.test(item, *identifiers) & self._ask("test", item, identifiers)

    def _ask(self, what: str, item: RateLimitItem, identifiers: tuple[str, ...]) -> bool:
        """What Redis says; nothing against it when it does not answer."""
        if time.monotonic() < self.not_before:
            return True
        answer = self.asking.submit(getattr(self.shared, what), item, *identifiers)
        try:
            return bool(answer.result(PATIENCE_SECONDS))
        except Exception as error:  # noqa: BLE001 (whatever failed there, a page does not fail for it)
            answer.cancel()
            self.not_before = time.monotonic() + NOT_ASKED_SECONDS
            log.warning("rate limits: Redis does not answer (%s); counting alone", type(error).__name__)
            return True
