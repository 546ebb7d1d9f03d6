"""One stream of events: an answer that stays open for hours and says little (contract 3.46)."""

import asyncio

from web.front.bodies import sender_left
from web.front.refusing import Receive, Send
from web.guest.events import event

# Proxies and browsers take a connection on which nothing comes for dead. Pages do so too (web/static/presence.js).
KEEP_OPEN = b":\n\n"


class EventStream:
    """What is to be sent is replaced by what is newer, so a client that takes nothing makes nothing grow."""

    __slots__ = ("_retry", "_told", "_unsent", "_wake", "is_over", "key", "media_id")

    def __init__(self, media_id: int, *, key: str, retry_ms: int) -> None:
        self.media_id, self.key, self._told = media_id, key, ""
        self._retry, self._unsent = f"retry: {retry_ms}\n\n".encode(), b""
        self._wake = asyncio.Event()
        self.is_over = False

    def tell(self, sign: str) -> None:
        if sign != self._told:
            self._told = sign
            self._put(event(sign))

    def keep_open(self) -> None:
        if not self._unsent:
            self._put(KEEP_OPEN)

    def end(self, last_sign: str | None = None) -> None:
        self._put(event(last_sign) if last_sign else b"")
        self.is_over = True

    def _put(self, unsent: bytes) -> None:
        if not self.is_over:
            self._unsent = unsent
            self._wake.set()

    async def run(self, receive: Receive, send: Send) -> None:
        """Until it is ended, or the client has left."""
        client_left = asyncio.create_task(sender_left(receive))
        client_left.add_done_callback(lambda _: self.end())
        await send({"type": "http.response.body", "body": self._retry, "more_body": True})
        try:
            while not client_left.done():
                await self._wake.wait()
                self._wake.clear()
                is_last, unsent, self._unsent = self.is_over, self._unsent, b""
                await send({"type": "http.response.body", "body": unsent, "more_body": not is_last})
                if is_last:
                    return
        finally:
            client_left.cancel()
