"""The front: one asynchronous server before the pages, so that nothing slow ever holds a page's thread.

Slow things are a body that drips in, an upload, media bytes to a slow reader, and a sign-in that waits for somebody
else's server. Here they wait on the event loop (or, for uploads and that sign-in, in threads of their own); Flask gets
whole small bodies and gives small answers, or says which slice of which file to send.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

from a2wsgi import WSGIMiddleware

from web.account.oidc import OIDC_PATH
from web.app import FORM_BYTES, create_app
from web.parsing import CAPTIONS_BYTES, CAPTIONS_PATH, UPLOAD_PATH
from web.sending import CHUNK, SLICE, Slice

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Bridge = Callable[[Message, Receive, Send], Awaitable[None]]

# SQLite gives the GIL away at every step: more threads make pages slower, not faster (FACTS). Two, so that one password
# being hashed does not hold up a page.
PAGE_THREADS = 2
SLOW_AT_ONCE = 64
# A whole file in one answer may take hours: so many at once, the rest is told to come back.
SLICES_AT_ONCE = 512
BODY_SECONDS = 60


class Front:
    """The ASGI application."""

    def __init__(self) -> None:
        # The bridge's own types are narrower than what ASGI servers hand it.
        flask = cast(Any, create_app())
        self.pages = cast(Bridge, WSGIMiddleware(flask, workers=PAGE_THREADS))
        self.slow_pages = cast(Bridge, WSGIMiddleware(flask, workers=SLOW_AT_ONCE))
        self.readers = ThreadPoolExecutor(4, thread_name_prefix="reader")
        self.slow = 0
        self.sending = 0

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.pages(scope, receive, send)
            return
        # To WSGI `X_Forwarded_For` and `X-Forwarded-For` are one: a client's would stand in for the proxy's.
        scope["headers"] = [(name, value) for name, value in scope["headers"] if b"_" not in name]
        if not scope["query_string"].isascii():
            await refuse(send, 400)
        elif is_slow(scope):
            await self.slow_page(scope, receive, send)
        else:
            await self.page(scope, receive, send)

    async def slow_page(self, scope: Message, receive: Receive, send: Send) -> None:
        if self.slow >= SLOW_AT_ONCE:
            await refuse(send, 503)
            return
        self.slow += 1
        try:
            await self.slow_pages(scope, receive, send)
        finally:
            self.slow -= 1

    async def page(self, scope: Message, receive: Receive, send: Send) -> None:
        try:
            body = await asyncio.wait_for(whole_body(receive, most(scope)), BODY_SECONDS)
        except TimeoutError:
            await refuse(send, 408)
            return
        if body is None:
            await refuse(send, 413)
            return
        with_slice = SliceSender(self, scope, receive, send)
        try:
            await self.pages(scope, replay(body), with_slice)
            await with_slice.finish()
        finally:
            with_slice.done()


def is_slow(scope: Message) -> bool:
    """Whether making this page may take long, whatever the client does."""
    is_upload = scope["method"] == "POST" and scope["path"] == UPLOAD_PATH
    return is_upload or str(scope["path"]).startswith(OIDC_PATH)


class SliceSender:
    """Passes an answer on; when the page named a slice of a file, the slice is its body."""

    def __init__(self, front: Front, scope: Message, receive: Receive, send: Send) -> None:
        self.front, self.scope, self.receive, self.send = front, scope, receive, send
        self.refused = self.counted = False

    async def __call__(self, message: Message) -> None:
        if SLICE not in self.scope:
            await self.send(message)
        elif message["type"] == "http.response.start":
            if self.front.sending >= SLICES_AT_ONCE:
                self.refused = True
                await refuse(self.send, 503)
            else:
                self.front.sending += 1
                self.counted = True
                await self.send(message)

    async def finish(self) -> None:
        """Called when the page's thread is free again."""
        if SLICE not in self.scope or self.refused:
            return
        gone = asyncio.create_task(disconnected(self.receive))
        try:
            await self._stream(self.scope[SLICE], gone)
        finally:
            gone.cancel()

    def done(self) -> None:
        self.front.sending -= self.counted

    async def _stream(self, part: Slice, gone: "asyncio.Task[None]") -> None:
        loop = asyncio.get_running_loop()
        descriptor = await loop.run_in_executor(self.front.readers, os.open, part.path, os.O_RDONLY)
        try:
            position, left = part.start, part.length
            while left > 0 and not gone.done():
                size = min(CHUNK, left)
                chunk = await loop.run_in_executor(self.front.readers, os.pread, descriptor, size, position)
                if not chunk:
                    break
                position, left = position + len(chunk), left - len(chunk)
                await self.send({"type": "http.response.body", "body": chunk, "more_body": left > 0})
        finally:
            os.close(descriptor)


def most(scope: Message) -> int:
    """How many bytes a form at this address may have."""
    takes_captions = scope["method"] == "POST" and CAPTIONS_PATH.fullmatch(scope["path"])
    return CAPTIONS_BYTES if takes_captions else FORM_BYTES


async def whole_body(receive: Receive, most: int) -> bytes | None:
    """The body, or None as soon as it is larger than that."""
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > most:
            return None
        if message["type"] == "http.disconnect" or not message.get("more_body"):
            return bytes(body)


def replay(body: bytes) -> Receive:
    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


async def disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def refuse(send: Send, status: int) -> None:
    """An answer without a page: the request is not fit for one, or there is no thread to make one."""
    # Without `Connection: close`: the server goes on reading and throwing away what is still being sent. A connection
    # closed on unread bytes is reset, and the refusal would never be seen.
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"cache-control", b"no-store"),
    ]
    if status == 503:
        headers.append((b"retry-after", b"5"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": REFUSALS[status], "more_body": False})


REFUSALS = {
    400: b"This address cannot be understood.\n",
    408: b"The form took too long to arrive. Send it again.\n",
    413: b"What was sent is larger than this page accepts.\n",
    503: b"Too busy just now. Try again in a moment.\n",
}
