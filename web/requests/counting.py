"""Counting for the throttle: in the memory of this process, and in a Redis that all web processes share.

Redis may be gone, silent or emptied. A request then waits a fifth of a second at most, and the next ones do not wait.
This process always counts by itself too, so nobody gets new tries when Redis has lost its counts.
"""

import logging
from collections.abc import Callable
from typing import Any, Protocol

from limits import RateLimitItem
from limits.strategies import MovingWindowRateLimiter

from models.plumbing.circuit_breaker import CircuitBreaker, Paused
from web.requests.own_counts import OwnCounts

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 0.2
# For each answer of Redis. Opening a connection takes several.
SOCKET_SECONDS = 0.1


class Counts(Protocol):
    """`hit` and `test` return whether the limit has room for one more try. `hit` counts it, `clear` forgets all."""

    def hit(self, item: RateLimitItem, *identifiers: str) -> bool: ...

    def test(self, item: RateLimitItem, *identifiers: str) -> bool: ...

    def clear(self, item: RateLimitItem, *identifiers: str) -> None: ...


def shared_counts(address: str) -> Counts:
    """The counts in the Redis at this address. Does not connect yet."""
    # Imported late, because a site without Redis does not need the client in its memory.
    from limits.storage import storage_from_string
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    no_retry: Any = Retry(NoBackoff(), 0)
    storage: Any = storage_from_string(
        address, socket_timeout=SOCKET_SECONDS, socket_connect_timeout=SOCKET_SECONDS, retry=no_retry
    )
    return _Shared(MovingWindowRateLimiter(storage), OwnCounts())


class _Shared:
    def __init__(self, shared: Counts, own: Counts) -> None:
        self.shared, self.own = shared, own
        self.breaker = CircuitBreaker("counting", threads=2, is_silence=lambda _error: True)

    def hit(self, item: RateLimitItem, *identifiers: str) -> bool:
        # Not `and`: both must count this try.
        return self.own.hit(item, *identifiers) & self._ask_redis(self.shared.hit, item, identifiers)

    def test(self, item: RateLimitItem, *identifiers: str) -> bool:
        return self.own.test(item, *identifiers) and self._ask_redis(self.shared.test, item, identifiers)

    def clear(self, item: RateLimitItem, *identifiers: str) -> None:
        self.own.clear(item, *identifiers)
        self._ask_redis(self.shared.clear, item, identifiers)

    def _ask_redis(self, question: Callable[..., object], item: RateLimitItem, identifiers: tuple[str, ...]) -> bool:
        """True when Redis does not answer: then our own counts decide."""
        try:
            return bool(self.breaker.call(question, item, *identifiers, timeout=PATIENCE_SECONDS))
        except Paused:
            return True
        except Exception as error:  # noqa: BLE001 (whatever failed in Redis, the page must not fail for it)
            log.warning("rate limits: Redis does not answer (%s); counting alone", type(error).__name__)
            return True
