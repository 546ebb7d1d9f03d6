"""The connections of each address whose head is not complete (contract 6.38)."""

import asyncio
from collections import defaultdict

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
