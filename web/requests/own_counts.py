"""Counting for the throttle in the memory of this process.

The storage of `limits` forgets no key, and looks at all of them a hundred times a second while somebody enters (facts
188).
"""

import time
from bisect import bisect_left
from collections.abc import Callable
from itertools import islice
from threading import Lock

from limits import RateLimitItem

# Each hit adds one key at most. So the keys are those of one window, and a few more.
FORGOTTEN_AT_A_HIT = 2


class OwnCounts:
    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        # When each try ends to count, oldest first; and the keys with the oldest last try first.
        self._ends: dict[str, list[float]] = {}
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._ends)

    def hit(self, item: RateLimitItem, *identifiers: str) -> bool:
        key = item.key_for(*identifiers)
        with self._lock:
            now = self.clock()
            self._forget_old_keys(now)
            ends = self._ends.get(key, [])
            del ends[: bisect_left(ends, now)]
            if len(ends) >= item.amount:
                return False
            ends.append(now + item.get_expiry())
            self._ends.pop(key, None)
            self._ends[key] = ends
            return True

    def test(self, item: RateLimitItem, *identifiers: str) -> bool:
        with self._lock:
            ends = self._ends.get(item.key_for(*identifiers), [])
            return len(ends) - bisect_left(ends, self.clock()) < item.amount

    def clear(self, item: RateLimitItem, *identifiers: str) -> None:
        with self._lock:
            self._ends.pop(item.key_for(*identifiers), None)

    def _forget_old_keys(self, now: float) -> None:
        for key in list(islice(self._ends, FORGOTTEN_AT_A_HIT)):
            if self._ends[key][-1] < now:
                del self._ends[key]
