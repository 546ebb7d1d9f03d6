"""Receives bodies: a form whole, before its page is asked; an upload for hours, as long as bytes keep coming."""

import asyncio

from web.front.refusing import Message, Receive, Send

# There is no limit for a whole upload: gigabytes over a slow line take hours (contract 6.28).
IDLE_SECONDS = 60
FRAMING = {b"content-length", b"transfer-encoding"}


class SenderLeft(Exception):
    """The client closed the connection before its form was complete."""


async def whole_body(receive: Receive, limit: int) -> bytes | None:
    """The body, or None as soon as it is larger than the limit. Raises SenderLeft."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise SenderLeft
        body += message.get("body", b"")
        if len(body) > limit:
            return None
        if not message.get("more_body"):
            return bytes(body)


async def sender_left(receive: Receive) -> None:
    """Returns when the client has closed the connection, or its answer is complete."""
    while (await receive())["type"] != "http.disconnect":
        pass


def announces_body(scope: Message) -> bool:
    """A request without these headers is complete with its head (RFC 9112, 6.3)."""
    return any(name in FRAMING for name, _value in scope["headers"])


def set_content_length(scope: Message, body: bytes) -> None:
    """Names the body's length in the headers. A body that came in chunks has none, and WSGI would take it for empty."""
    if body:
        others = [(name, value) for name, value in scope["headers"] if name not in FRAMING]
        scope["headers"] = [*others, (b"content-length", str(len(body)).encode())]


def receive_again(body: bytes) -> Receive:
    """For the page: a `receive` that gives the body that was received already."""

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


class IdleTimeout:
    """Ends an upload that has delivered nothing for `IDLE_SECONDS`. Its page sees a broken upload. The connection is
    closed after the answer."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive, self._send, self._has_ended = receive, send, False

    async def receive(self) -> Message:
        try:
            return await asyncio.wait_for(self._receive(), IDLE_SECONDS)
        except TimeoutError:
            self._has_ended = True
            return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        if self._has_ended and message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], (b"connection", b"close")]
        await self._send(message)
