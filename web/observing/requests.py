"""Every request under an id: its log line, its counters, and the id in its answer."""

import logging
import time

from flask import Flask, Response, g, request

from models.config.settings import settings
from models.plumbing import tracing
from web.observing import metrics

log = logging.getLogger(__name__)

HEADER = "X-Request-ID"
# Asked every few seconds by machines; a line each would bury all else.
UNTOLD = {"health.lives", "health.ready", "metrics.scrape", "static"}
# What refused, where nothing has told more exactly (`refused_because`).
CAUSES = {
    400: "bad_request",
    403: "forbidden",
    404: "not_found",
    405: "method",
    409: "conflict",
    410: "over",
    413: "too_large",
    416: "range",
    422: "invalid",
    429: "throttled",
    503: "unavailable",
}


def init_app(app: Flask) -> None:
    app.before_request(_begin)
    app.after_request(_told)
    app.teardown_request(_end)


def refused_because(cause: str) -> None:
    """The cause of this request's refusal: why a link does not admit."""
    g.refused_because = cause


def _begin() -> None:
    """A proxy of ours may have named the request already; anybody else's name for it counts for nothing."""
    given = request.headers.get(HEADER) if settings().trusted_hops else None
    g.began = time.monotonic()
    g.under = tracing.under(given)
    g.under.__enter__()


def _end(_error: BaseException | None) -> None:
    under = g.pop("under", None)
    if under is not None:
        under.__exit__(None, None, None)


def _told(response: Response) -> Response:
    """Reads that went well are counted only: a page may be read a thousand times, and changes nothing."""
    response.headers[HEADER] = tracing.current() or ""
    status = response.status_code
    cause = g.get("refused_because") or CAUSES.get(status) if status >= 400 else None
    # The pattern, never the path: a path may hold a token.
    route = request.url_rule.rule if request.url_rule else "none"
    metrics.count(route, status, cause)
    if request.endpoint in UNTOLD:
        return response
    level = logging.DEBUG if request.method in {"GET", "HEAD"} and status < 400 else logging.INFO
    fields = {"method": request.method, "route": route, "status": status, "cause": cause}
    log.log(level, "request", extra=fields | {"ms": round((time.monotonic() - g.began) * 1000)})
    return response
