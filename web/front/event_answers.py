"""Answers a request for the events of a visit: a page judges it, and the stream then stays open without a thread."""

from web.front.presence import Presence
from web.front.refusing import Message, Receive, Send, refuse, request_id_of
from web.guest.events import CONNECTED

# Under this name, the scope of a request holds a function for an answer that is never complete by itself. It is given
# what ends the answer, and calls that when the process stops.
HOLD_OPEN = "guestlink.hold_open"


class EventAnswer:
    """Passes a page's answer on. If the page named a visit that connects, it goes on with its events."""

    def __init__(self, presence: Presence, scope: Message, receive: Receive, send: Send) -> None:
        self.presence, self.scope, self.receive, self.send = presence, scope, receive, send
        self.is_refused = False

    async def __call__(self, message: Message) -> None:
        if CONNECTED not in self.scope:
            await self.send(message)
        elif message["type"] == "http.response.start":
            if self.presence.is_full:
                self.is_refused = True
                await refuse(self.send, 503, request_id_of(message))
            else:
                await self.send(message)

    async def finish(self) -> None:
        """Called when the page's thread is free again."""
        if CONNECTED in self.scope and not self.is_refused:
            hold_open = self.scope.get(HOLD_OPEN)
            await self.presence.hold(self.scope[CONNECTED], self.receive, self.send, hold_open)
