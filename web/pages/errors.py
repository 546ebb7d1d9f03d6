"""From domain errors to pages: the one table of status and words. Never a 500, never a stack trace."""

import logging

from flask import Flask, Response, make_response, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import BadRequest, HTTPException, SecurityError, TooManyRequests

from models.errors import (
    BucketAway,
    Forbidden,
    GuestlinkError,
    LastAdmin,
    MediaFolderMissing,
    NoRight,
    NoSpace,
    NotFound,
)
from web.observing import auditing
from web.observing.requests import refused_because
from web.pages.localizing import words
from web.requests.parsing import takes_files

log = logging.getLogger(__name__)

RETRY_AFTER = "5"
STATUSES: dict[type[GuestlinkError], int] = {
    NotFound: 404,
    Forbidden: 403,
    NoRight: 403,
    LastAdmin: 409,
    # The disk is a dependency like any other: it may have room again in a moment.
    NoSpace: 503,
    MediaFolderMissing: 503,
}
# Never sent back in a page, whatever failed.
SECRET_FIELDS = {"password", "current", "new"}
# More than any page of ours has: a body of nothing but names would make a page many times its size.
MOST_FIELDS = 100


class OutOfDate(BadRequest):
    """The form of a page that is older than this browser's session: as it stands it says nothing of who sent it."""


def init_app(app: Flask) -> None:
    app.register_error_handler(GuestlinkError, _refused)
    app.register_error_handler(BucketAway, _bucket_failed)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(DBAPIError, _dependency_failed)
    app.register_error_handler(PoolTimeout, _dependency_failed)
    app.register_error_handler(Exception, _unexpected)


def page(status: int, heading: str, text: str, **context: object) -> Response:
    return make_response(render_template("error.html", heading=heading, text=text, **context), status)


def _refused(error: GuestlinkError) -> Response:
    if isinstance(error, NoSpace):
        refused_because("no_room")
    status = STATUSES.get(type(error), 400)
    if status in {403, 404}:
        auditing.stopped("not authorized", cause=type(error).__name__)
    return _by_status(status, words(error) if error.sentence else "")


def _http(error: HTTPException) -> Response:
    if isinstance(error, SecurityError):
        # A request for another host has no routes, so no page of ours can be made for it.
        refused_because("host")
        return Response("This host is not served here.\n", 400, mimetype="text/plain")
    response = _ask_again() if isinstance(error, OutOfDate) else _by_status(error.code or 400, "")
    if isinstance(error, TooManyRequests):
        response.headers["Retry-After"] = str(error.retry_after or 60)
    for name, value in error.get_headers():
        if name in {"Allow", "Location"}:
            response.headers[name] = value
    return response


def _by_status(status: int, sentence: str) -> Response:
    words = {
        403: (_("You may not do this"), _("Only an owner of this media may do that.")),
        404: (_("This page does not exist"), _("Check the address, or ask the person who shared it for a new link.")),
        410: (_("This is over"), _("There is nothing more here.")),
        413: (_("That is too large"), _("What was sent is larger than this page accepts.")),
        429: (_("Too many tries"), _("Wait a minute, then try again.")),
        503: (_("This is not possible just now"), ""),
    }
    heading, text = words.get(status, (_("This did not work"), _("The request could not be understood.")))
    response = page(status, heading, sentence or text)
    if status == 503:
        response.headers["Retry-After"] = RETRY_AFTER
    return response


def _dependency_failed(error: Exception) -> Response:
    """A failed dependency: 503, what was typed comes back, and a button that sends it again."""
    if isinstance(error, DBAPIError) and not isinstance(error, OperationalError):
        return _unexpected(error)
    log.warning("dependency failed", extra={"error": type(error).__name__})
    return _unavailable()


def _bucket_failed(error: BucketAway) -> Response:
    log.warning("dependency failed", extra={"error": "BucketAway", "why": error.why})
    return _unavailable()


def _unexpected(error: Exception) -> Response:
    """A defect of ours. It is logged by its kind and place; the text of an error may quote a guest."""
    frames = []
    trace = error.__traceback__
    while trace is not None:
        frames.append(f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}")
        trace = trace.tb_next
    log.error("unexpected", extra={"error": type(error).__name__, "at": " < ".join(reversed(frames[-5:]))})
    return _unavailable()


def _ask_again() -> Response:
    fields = [(name, value) for name, value in typed() if name != "csrf_token"]
    text = _("It is older than your signing in, so nothing was done. If you still want it, send it once more.")
    fresh = ("csrf_token", generate_csrf())
    return page(400, _("This page was out of date"), text, retry_fields=[*fields, fresh])


def typed() -> list[tuple[str, str]]:
    """What of a form may be sent back, to be sent again."""
    if takes_files(request.path) and "form" not in vars(request):
        # Not read so far, and perhaps still arriving: whoever lets it drip would hold one of few threads.
        return []
    try:
        fields = [(name, value) for name, value in request.form.items(multi=True) if name not in SECRET_FIELDS]
    except HTTPException:
        # A body that is refused itself: nothing of it was read.
        return []
    return fields if len(fields) <= MOST_FIELDS else []


def _unavailable() -> Response:
    response = page(
        503,
        _("This is not possible just now"),
        _("Something that Guestlink needs is not answering. Nothing you typed is lost. Try again in a moment."),
        retry_fields=typed() if request.method == "POST" else None,
    )
    response.headers["Retry-After"] = RETRY_AFTER
    return response
