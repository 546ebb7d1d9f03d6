"""The request of a connection that is being answered, and what its answer may do with the connection."""

from collections.abc import Callable
from functools import partial
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from web.front.event_answers import HOLD_OPEN
from web.front.resetting import reset
from web.front.slow_readers import notice_vanished_clients
from web.front.streaming import BREAK_OFF


class AnsweredRequest:
    """Another request may have come behind it, which has to wait for its turn: the newest one, `connection.cycle`."""

    def __init__(self, connection: HttpToolsProtocol) -> None:
        self._connection = connection
        self._cycle: RequestResponseCycle | None = None
        # Ends an answer that is never complete by itself.
        self._end: Callable[[], None] | None = None
        self.is_last = False

    def means(self) -> dict[str, Any]:
        """For the scope of a request."""
        return {BREAK_OFF: partial(reset, self._connection.transport), HOLD_OPEN: self.hold_open}

    def begin(self, cycle: RequestResponseCycle) -> None:
        self._cycle = cycle

    def is_partly_sent(self) -> bool:
        return self._cycle is not None and self._cycle.response_started and not self._cycle.response_complete

    def hold_open(self, end: Callable[[], None]) -> None:
        notice_vanished_clients(self._connection.transport)
        self._end = end
        if self.is_last:
            end()

    def be_last(self) -> None:
        """The process stops."""
        self.is_last = True
        if self._end is not None:
            self._end()

    def tell_that_client_left(self) -> None:
        """A page that waits for the rest of its request ends, and sends nothing more."""
        for cycle in (self._cycle, self._connection.cycle):
            if cycle is not None:
                cycle.disconnected = True
                cycle.message_event.set()
