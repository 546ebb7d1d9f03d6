"""Refuses a request in plain text, when no page is made for it or the page's answer cannot be sent."""

import logging
from collections.abc import Awaitable, Callable, MutableMapping
from http import HTTPStatus
from typing import Any, NamedTuple

from models.plumbing import request_ids
from web.observing import metrics, request_log
from web.pages import errors, security

log = logging.getLogger(__name__)

# An ASGI application's arguments; a scope is a Message too.
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class Refusal(NamedTuple):
    # As `/metrics` counts it.
    cause: str
    text: bytes


REFUSALS = {
    400: Refusal("unclear", b"This request cannot be understood.\n"),
    404: Refusal("gone", b"This is not here any more.\n"),
    408: Refusal("slow", b"This took too long to arrive. Send it again.\n"),
    411: Refusal("unclear", b"An upload has to say its length: something on the way has removed the Content-Length.\n"),
    413: Refusal("too_large", b"What you sent is larger than this page accepts.\n"),
    429: Refusal("streams", b"Too much of this is being sent to you already. Try again in a moment.\n"),
    431: Refusal("too_large", b"The headers of this request are too large.\n"),
    503: Refusal("busy", b"Too busy right now. Try again in a moment.\n"),
}


async def refuse(send: Send, status: int, request_id: str | None = None) -> None:
    """`request_id` is given if a page has answered this request already, and this refusal replaces its answer."""
    # No `Connection: close`: closing on unread bytes resets, and browsers then do not show the refusal (facts 54).
    encoded = [(name.lower().encode(), value.encode()) for name, value in _headers(status, request_id).items()]
    await send({"type": "http.response.start", "status": status, "headers": encoded})
    await send({"type": "http.response.body", "body": REFUSALS[status].text, "more_body": False})


def request_id_of(message: Message) -> str | None:
    """As a page has written it into its answer."""
    request_id = dict(message["headers"]).get(request_log.ID_HEADER.lower().encode())
    return request_id.decode() if request_id else None


def refusal_for_connection(status: int) -> bytes:
    """The whole answer to what is no request, or not yet one. The connection is closed after it."""
    headers = _headers(status) | {"Connection": "close"}
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", *(f"{name}: {each}" for name, each in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode() + REFUSALS[status].text


def _headers(status: int, request_id: str | None = None) -> dict[str, str]:
    """Also logs and counts the refusal."""
    with request_ids.under(request_id) as logged_id:
        # The address is not logged: it may hold a token.
        log.info("refused without a page", extra={"status": status})
    # If a page has answered, it has counted the request.
    metrics.count("none" if request_id is None else None, status, REFUSALS[status].cause)
    length = str(len(REFUSALS[status].text))
    headers = {"Content-Type": "text/plain; charset=utf-8", "Content-Length": length, **security.headers()}
    headers[request_log.ID_HEADER] = logged_id
    return headers | ({"Retry-After": errors.RETRY_AFTER} if status in {429, 503} else {})
