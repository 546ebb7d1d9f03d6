"""The front: one asynchronous server before the pages, so that nothing slow holds a page's thread (facts 46).

Seven things may be slow: a form that arrives byte by byte, an upload, media bytes for a slow reader, the events of a
visit, a page that waits for another server (the OpenID provider, or one with a playlist), a long list for a spreadsheet
(guests, the audit log), and a page that hashes a password. Forms, media bytes, events and uploads in pieces wait on the
event loop; the others have threads of their own. Flask gets small bodies when they are complete. It gives small
answers, or names the slices of a file to send, the file to which a body is written, or the visit whose events are to
be sent.
"""

import asyncio
import re

from web.account.hashing_pages import hashes_password
from web.account.oidc import may_wait_for_provider
from web.admin import audit_log
from web.app import create_app
from web.front.arriving_bodies import ArrivingBodies, FirstAnswer, opened_for_body
from web.front.bodies import (
    IdleTimeout,
    SenderLeft,
    announces_body,
    receive_again,
    set_content_length,
    whole_body,
)
from web.front.bridges import bridge, bridge_for_streams
from web.front.event_answers import EventAnswer
from web.front.framing import Headers
from web.front.hashing_lanes import HashingLanes
from web.front.presence import Presence
from web.front.refusing import Message, Receive, Send, refuse
from web.front.streaming import FileStreams, StreamedAnswer
from web.observing.guest_paths import is_guest_path
from web.observing.routed_path import as_routed
from web.owner.guests import downloads
from web.owner.items.remote_playlists import may_read_elsewhere
from web.requests.parsing import FORM_BYTES, file_field, is_piecewise

# Of guests, and of everybody else: an owner who turns access off does not wait behind a crowd that enters. With SQLite,
# more threads make pages slower (facts 45).
PAGE_THREADS = 2
# Slow pages beyond this number are refused. Each needs a thread.
SLOW_AT_ONCE = 64
# A form must arrive within this time.
BODY_SECONDS = 60


_BLANKS = re.compile(rb"[ \t]{2,}")


class Front:
    """The ASGI application."""

    def __init__(self) -> None:
        flask = create_app()
        self.guests_pages = bridge(flask, threads=PAGE_THREADS)
        self.pages = bridge(flask, threads=PAGE_THREADS)
        self.slow_pages = bridge_for_streams(flask, threads=SLOW_AT_ONCE)
        self.hashing_lanes = HashingLanes(flask, self.pages)
        self.streams = FileStreams()
        self.arriving = ArrivingBodies()
        self.presence = Presence()
        self.slow_under_way = 0

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.slow_pages(scope, receive, send)
            return
        scope["headers"] = safe_headers(scope["headers"])
        if not scope["query_string"].isascii():
            await refuse(send, 400)
        elif is_upload(scope) and comes_in_chunks(scope):
            # The space for an upload is reserved before its first byte, so its length has to be known.
            await refuse(send, 411)
        elif is_upload(scope):
            timeout = IdleTimeout(receive, send)
            await self.slow_page(scope, timeout.receive, timeout.send)
        elif is_piecewise(as_routed(scope["path"])):
            await self.piecewise(scope, receive, send)
        else:
            await self.page(scope, receive, send)

    async def piecewise(self, scope: Message, receive: Receive, send: Send) -> None:
        scope["method"] = meant_method(scope)
        if scope["method"] not in {"PATCH", "POST"}:
            await self.page(scope, receive, send)
            return
        if self.arriving.is_full:
            await refuse(send, 503)
            return
        await self.slow_page(scope, receive_again(b""), FirstAnswer(scope, send))
        with opened_for_body(scope) as arriving:
            if arriving is not None and await self.arriving.receive(arriving, receive):
                # It may be whole now, and making an item of it takes time.
                await self.slow_page(scope, receive_again(b""), send)

    async def slow_page(self, scope: Message, receive: Receive, send: Send) -> None:
        if self.slow_under_way >= SLOW_AT_ONCE:
            await refuse(send, 503)
            return
        self.slow_under_way += 1
        try:
            await self.slow_pages(scope, receive, send)
        finally:
            self.slow_under_way -= 1

    async def page(self, scope: Message, receive: Receive, send: Send) -> None:
        if announced_length(scope) > FORM_BYTES:
            # Without reading it: a client that waits for the word (`Expect`) then need not send it.
            await refuse(send, 413)
            return
        body: bytes | None = b""
        if announces_body(scope):
            try:
                body = await asyncio.wait_for(whole_body(receive, FORM_BYTES), BODY_SECONDS)
            except TimeoutError:
                await refuse(send, 408)
                return
            except SenderLeft:
                return
        if body is None:
            await refuse(send, 413)
            return
        set_content_length(scope, body)
        events = EventAnswer(self.presence, scope, receive, send)
        answer = StreamedAnswer(self.streams, scope, receive, events)
        try:
            await self.answer(scope, body, answer)
            await answer.finish()
        finally:
            answer.close()
        await events.finish()

    async def answer(self, scope: Message, body: bytes, send: Send) -> None:
        """By the threads that are there for such a page."""
        receive = receive_again(body)
        if hashes_password(scope["method"], scope["path"]):
            await self.hashing_lanes.page(scope, body, receive, send)
        elif takes_long(scope):
            await self.slow_page(scope, receive, send)
        elif is_guest_path(scope["path"]):
            await self.guests_pages(scope, receive, send)
        else:
            await self.pages(scope, receive, send)


def safe_headers(headers: Headers) -> Headers:
    """WSGI cannot tell `X_Forwarded_For` from `X-Forwarded-For`, so a client could replace the proxy's header.

    Browsers may send each cookie in a line of its own over HTTP/2, and some proxies pass them on so (RFC 9113, 8.2.3).
    WSGI would join them by commas. And Werkzeug reads cookies by a pattern that begins anew at each blank: 16 kB of
    them took 4 s (facts 207).
    """
    cookies = [value for name, value in headers if name == b"cookie"]
    safe = [(name, value) for name, value in headers if b"_" not in name and name != b"cookie"]
    return [*safe, (b"cookie", _BLANKS.sub(b" ", b"; ".join(cookies)))] if cookies else safe


def takes_long(scope: Message) -> bool:
    asked = scope["method"], scope["path"]
    is_slow_file = downloads.is_slow(*asked) or audit_log.is_slow(*asked)
    return is_slow_file or may_wait_for_provider(*asked) or may_read_elsewhere(*asked)


def is_upload(scope: Message) -> bool:
    """Whether this page receives a file. It finds out who sends it before it reads the body. So the front must not read
    it first."""
    return scope["method"] == "POST" and file_field(scope["path"]) is not None


def announced_length(scope: Message) -> int:
    """The framing was judged before, so it is a number (contract 6.52)."""
    return next((int(value) for name, value in scope["headers"] if name == b"content-length"), 0)


def meant_method(scope: Message) -> str:
    """Clients that cannot send PATCH and DELETE send POST with the method that they mean in a header (tus 1.0.0)."""
    named = [value.decode("latin1").upper() for name, value in scope["headers"] if name == b"x-http-method-override"]
    return named[0] if scope["method"] == "POST" and named in (["PATCH"], ["DELETE"]) else str(scope["method"])


def comes_in_chunks(scope: Message) -> bool:
    return any(name == b"transfer-encoding" for name, _value in scope["headers"])
