"""Bridges from the asynchronous front to Flask, which answers in threads."""

import io
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any, cast

from a2wsgi import WSGIMiddleware
from a2wsgi.wsgi import build_environ
from flask import Flask

from web.front.refusing import Message, Receive, Send
from web.front.threads import in_thread

Bridge = Callable[[Message, Receive, Send], Awaitable[None]]


def bridge_for_streams(flask: Flask, *, threads: int) -> Bridge:
    """For pages that read their body as it arrives."""
    # The types of `WSGIMiddleware` are narrower than what ASGI servers pass to it.
    return cast(Bridge, WSGIMiddleware(cast(Any, flask), workers=threads))


def bridge(flask: Flask, *, threads: int) -> Bridge:
    """For bodies that have arrived. The thread hands its answer over once, when it is whole: one that waits for the
    event loop at each part of an answer spends more than half of its time so (facts 183)."""
    pool = ThreadPoolExecutor(threads, thread_name_prefix="page")

    async def answer(scope: Message, receive: Receive, send: Send) -> None:
        body = (await receive())["body"]
        environ = build_environ(cast(Any, scope), cast(Any, io.BytesIO(body)))
        status, headers, content = await in_thread(pool, copy_context().run, _answer, flask, environ)
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": content, "more_body": False})

    return answer


def _answer(flask: Flask, environ: Any) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    started: list[Any] = []

    def start_response(status: str, headers: list[tuple[str, str]], _error: object = None) -> Callable[[bytes], object]:
        started[:] = [status, headers]
        return lambda _chunk: None

    parts = flask(environ, cast(Any, start_response))
    try:
        content = b"".join(parts)
    finally:
        getattr(parts, "close", lambda: None)()
    status, headers = started
    # h11 and httptools expect the names in small letters.
    encoded = [(name.lower().encode("latin1"), value.encode("latin1")) for name, value in headers]
    return int(status.partition(" ")[0]), encoded, content
