"""Gives every request an id, logs its answer in one line, and counts it for `/metrics`."""

import logging
import time

from flask import Flask, Response, g, request

from models.config.settings import settings
from models.plumbing import request_ids
from web.observing import metrics

log = logging.getLogger(__name__)

ID_HEADER = "X-Request-ID"
# Machines ask for these every few seconds, and browsers with each page. A line for each would bury all others.
NOT_LOGGED = {"health.lives", "health.ready", "metrics.scrape", "static", "looks.theme", "looks.logo"}
# The cause of a refusal, unless `note_refusal` has given a closer one.
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
    app.after_request(_log_answer)
    app.teardown_request(_end)


def note_refusal(cause: str) -> None:
    """Names why this request is refused, such as the status of a link, for its log line and its counter."""
    g.refusal_cause = cause


def note_fetched_ahead() -> None:
    """This 503 tells a browser to ask again when the person does (contract 3.37), so it is no error."""
    g.was_fetched_ahead = True


def _begin() -> None:
    # Only a proxy of ours may name a request (contract 11.17).
    given = request.headers.get(ID_HEADER) if settings().trusted_hops else None
    g.began = time.monotonic()
    g.under = request_ids.under(given)
    g.under.__enter__()


def _end(_error: BaseException | None) -> None:
    under = g.pop("under", None)
    if under is not None:
        under.__exit__(None, None, None)


def _log_answer(response: Response) -> Response:
    response.headers[ID_HEADER] = request_ids.current() or ""
    if g.get("is_half_done"):
        # The front goes on with the request, and asks for its answer later (web/front/arriving_bodies.py).
        return response
    status = response.status_code
    is_ahead = "was_fetched_ahead" in g
    cause = g.get("refusal_cause") or CAUSES.get(status) if status >= 400 and not is_ahead else None
    # The pattern of the route, never the path: a path may hold a token.
    route = request.url_rule.rule if request.url_rule else "none"
    metrics.count(route, status, cause, is_ahead=is_ahead)
    if request.endpoint in NOT_LOGGED:
        return response
    # A read that went well is counted but not logged: it changes nothing, and there are thousands.
    level = logging.DEBUG if request.method in {"GET", "HEAD"} and (status < 400 or is_ahead) else logging.INFO
    fields = {"method": request.method, "route": route, "status": status, "cause": cause}
    log.log(level, "request", extra=fields | {"ms": round((time.monotonic() - g.began) * 1000)})
    return response
