"""The front: one asynchronous server before the pages, so that nothing slow ever holds a page's thread.

Slow things are a body that drips in, an upload, media bytes to a slow reader, and a sign-in that waits for somebody
else's server. Here they wait on the event loop (or, for uploads and that sign-in, in threads of their own); Flask gets
whole small bodies and gives small answers, or says which slices of which file to send.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, cast

from a2wsgi import WSGIMiddleware

from models.files import storage
from web.account.oidc import OIDC_PATH
from web.app import FORM_BYTES, create_app
from web.front.bodies import Patience, SenderLeft, replayed, whole_body
from web.front.refusing import Message, Send, refuse
from web.front.streaming import Receive, Streamed, Streams
from web.requests.parsing import CAPTIONS_BYTES, CAPTIONS_PATH, POSTER_PATH, UPLOAD_PATH

Bridge = Callable[[Message, Receive, Send], Awaitable[None]]

# SQLite gives the GIL away at every step: more threads make pages slower (facts 45). Two, so that one password
# being hashed does not hold up a page.
PAGE_THREADS = 2
SLOW_AT_ONCE = 64
BODY_SECONDS = 60


class Front:
    """The ASGI application."""

    def __init__(self) -> None:
        # The bridge's own types are narrower than what ASGI servers hand it.
        flask = cast(Any, create_app())
        self.pages = cast(Bridge, WSGIMiddleware(flask, workers=PAGE_THREADS))
        self.slow_pages = cast(Bridge, WSGIMiddleware(flask, workers=SLOW_AT_ONCE))
        self.streams = Streams()
        self.slow = 0

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
            patience = Patience(receive, send)
            await self.slow_pages(scope, patience.receive, patience.send)
        finally:
            self.slow -= 1

    async def page(self, scope: Message, receive: Receive, send: Send) -> None:
        try:
            body = await asyncio.wait_for(whole_body(receive, most(scope)), BODY_SECONDS)
        except TimeoutError:
            await refuse(send, 408)
            return
        except SenderLeft:
            return
        if body is None:
            await refuse(send, 413)
            return
        streamed = Streamed(self.streams, scope, receive, send)
        try:
            await self.pages(scope, replayed(scope, body), streamed)
            await streamed.finish()
        finally:
            streamed.done()


def is_slow(scope: Message) -> bool:
    """Whether making this page may take long, whatever the client does."""
    # A picture is smaller than a video, but draws for seconds.
    is_upload = scope["path"] == UPLOAD_PATH or POSTER_PATH.fullmatch(scope["path"])
    if storage.is_remote():
        # Captions are a moment's work on a disk, but not on somebody else's server.
        is_upload = is_upload or CAPTIONS_PATH.fullmatch(scope["path"])
    return bool(scope["method"] == "POST" and is_upload) or str(scope["path"]).startswith(OIDC_PATH)


def most(scope: Message) -> int:
    """How many bytes a form at this address may have."""
    takes_captions = scope["method"] == "POST" and CAPTIONS_PATH.fullmatch(scope["path"])
    return CAPTIONS_BYTES if takes_captions else FORM_BYTES
