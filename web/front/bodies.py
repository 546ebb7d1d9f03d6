"""How bodies arrive: forms whole and soon, or not at all; an upload for as long as something of it comes."""

import asyncio

from web.front.refusing import Message, Send
from web.front.streaming import Receive

# Of an upload no total: gigabytes over a slow line take their hours.
IDLE_SECONDS = 60


class SenderLeft(Exception):
    """Half a form is no form."""


async def whole_body(receive: Receive, most: int) -> bytes | None:
    """The body, or None as soon as it is larger than that. Raises SenderLeft."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise SenderLeft
        body += message.get("body", b"")
        if len(body) > most:
            return None
        if not message.get("more_body"):
            return bytes(body)


def replayed(scope: Message, body: bytes) -> Receive:
    """For the pages, with its length: WSGI reads a body that names none, as one in chunks does, as empty."""
    framing = {b"content-length", b"transfer-encoding"}
    rest = [(name, value) for name, value in scope["headers"] if name not in framing]
    scope["headers"] = [*rest, (b"content-length", str(len(body)).encode())] if body else scope["headers"]

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


class Patience:
    """Ends an upload that delivers nothing for so long: to its page it broke off, and its connection is closed."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive, self._send, self._is_over = receive, send, False

    async def receive(self) -> Message:
        try:
            return await asyncio.wait_for(self._receive(), IDLE_SECONDS)
        except TimeoutError:
            self._is_over = True
            return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        if self._is_over and message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], (b"connection", b"close")]
        await self._send(message)
