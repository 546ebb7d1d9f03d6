"""Heads of requests that are not complete: how large each may be, how long it may take, and how many connections of an
address may wait for theirs (contract 6.36, 6.37, 6.38)."""

import asyncio
from collections import defaultdict
from collections.abc import Callable

MAX_HEAD_BYTES = 112 * 1024
HEAD_SECONDS = 10
# Of one address.
MAX_WAITING = 100


class WaitingHeads:
    """The connections of each address whose head is not complete, oldest first."""

    def __init__(self) -> None:
        self._by_address: dict[str, dict[asyncio.Transport, None]] = defaultdict(dict)

    def add(self, connection: asyncio.Transport, address: str) -> asyncio.Transport | None:
        """Returns the oldest one if there are too many now, and forgets it.

        So a client that sends its head at once is served, even while others hold connections of its address open.
        """
        waiting = self._by_address[address]
        waiting[connection] = None
        if len(waiting) <= MAX_WAITING:
            return None
        oldest = next(iter(waiting))
        del waiting[oldest]
        return oldest

    def remove(self, connection: asyncio.Transport, address: str) -> None:
        waiting = self._by_address.get(address)
        if waiting is not None:
            waiting.pop(connection, None)
            if not waiting:
                del self._by_address[address]


class WaitingHead:
    """The head that one connection waits for."""

    all = WaitingHeads()

    def __init__(self, connection: asyncio.Transport, address: str | None, refuse: Callable[[int], None]) -> None:
        """`address` is None if this connection is not counted. `refuse` is called with a status."""
        self._connection, self._address, self._refuse = connection, address, refuse
        self._timer: asyncio.TimerHandle | None = None
        self.is_awaited = False
        # Bytes since the parser last reported something complete: a head, or a piece of a body.
        self.unfinished = 0

    def begin(self) -> None:
        self.is_awaited = True
        self._timer = asyncio.get_running_loop().call_later(HEAD_SECONDS, self._refuse, 408)
        if self._address is not None and (oldest := self.all.add(self._connection, self._address)) is not None:
            oldest.abort()

    def end(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer, self.is_awaited = None, False
            if self._address is not None:
                self.all.remove(self._connection, self._address)
