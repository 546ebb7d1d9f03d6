"""Answers without a page: the request is not fit for one, or there is nothing to make one of."""

import logging
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from models.plumbing import tracing
from web.observing import metrics, requests
from web.pages import security

log = logging.getLogger(__name__)

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]

REFUSALS = {
    400: b"This address cannot be understood.\n",
    404: b"This is not here any more.\n",
    408: b"The form took too long to arrive. Send it again.\n",
    413: b"What was sent is larger than this page accepts.\n",
    503: b"Too busy just now. Try again in a moment.\n",
}
CAUSES = {400: "address", 404: "gone", 408: "slow_form", 413: "too_large", 503: "busy"}
# As of every address without a route.
ROUTE = "none"


async def refuse(send: Send, status: int, under: str | None = None) -> None:
    """Under the id of the request, where a page has begun it."""
    with tracing.under(under) as request_id:
        # No address: it may hold a token.
        log.info("refused without a page", extra={"status": status})
    # What a page has begun was counted there already, as an answer of its route.
    metrics.count(ROUTE if under is None else None, status, CAUSES[status])
    # Without `Connection: close`: the server goes on reading and throwing away what is still being sent. A connection
    # closed on unread bytes is reset, and the refusal would never be seen.
    headers = {"Content-Type": "text/plain; charset=utf-8", requests.HEADER: request_id, **security.headers()}
    if status == 503:
        headers["Retry-After"] = "5"
    encoded = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": encoded})
    await send({"type": "http.response.body", "body": REFUSALS[status], "more_body": False})
