"""Bridges from the asynchronous front to Flask, which answers in threads."""

from collections.abc import Awaitable, Callable
from typing import Any, cast

from a2wsgi import WSGIMiddleware
from flask import Flask

from web.front.refusing import Message, Receive, Send

Bridge = Callable[[Message, Receive, Send], Awaitable[None]]


def bridge(flask: Flask, *, threads: int) -> Bridge:
    # The types of `WSGIMiddleware` are narrower than what ASGI servers pass to it.
    return cast(Bridge, WSGIMiddleware(cast(Any, flask), workers=threads))
