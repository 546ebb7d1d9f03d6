"""Turns errors into pages. One table gives the status of each error, another the sentences of each status (contract
6.31)."""

import logging

from flask import Flask, Response, make_response, render_template, request
from flask_babel import gettext as _
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import BadRequest, HTTPException, SecurityError, TooManyRequests

from models.errors import (
    BucketAway,
    ChangedMeanwhile,
    Forbidden,
    GuestlinkError,
    Invalid,
    LastAdmin,
    MediaAway,
    NoRight,
    NoSpace,
    NotFound,
    OtherOffset,
    ThreeLinks,
    TooLarge,
    TooManyFiles,
    TooManyUploads,
    UploadInUse,
)
from models.plumbing import fault_log, logs
from models.plumbing.database_faults import fault_of
from web.observing import security_events
from web.observing.request_log import note_refusal
from web.pages import csrf, looks
from web.pages.localizing import translated
from web.requests.parsing import file_field, is_piecewise

log = logging.getLogger(__name__)

# Seconds.
RETRY_AFTER = "5"
# Also for the errors derived from these. All others are 400.
STATUSES: dict[type[GuestlinkError], int] = {
    NotFound: 404,
    Forbidden: 403,
    NoRight: 403,
    LastAdmin: 409,
    ThreeLinks: 409,
    ChangedMeanwhile: 409,
    OtherOffset: 409,
    TooLarge: 413,
    Invalid: 422,
    UploadInUse: 423,
    TooManyUploads: 429,
    # A full disk may have room again in a moment.
    NoSpace: 503,
    TooManyFiles: 503,
    MediaAway: 503,
}
# These fields are never sent back in a page, whatever failed.
SECRET_FIELDS = {"password", "current", "new"}
# No page of ours has more fields. The fields are sent back in a page, which would be many times as large as the body.
MOST_FIELDS = 100
# In characters. The longest of ours carry a signed token of a provider or a room.
LONGEST_REDIRECT = 8000


class OutOfDate(BadRequest):
    """The page of this form is older than the browser's session, so the form's token does not prove who sent it."""


def init_app(app: Flask) -> None:
    app.register_error_handler(GuestlinkError, _refused)
    app.register_error_handler(BucketAway, _bucket_away)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(DBAPIError, _database_error)
    app.register_error_handler(PoolTimeout, _database_error)
    app.register_error_handler(Exception, _unexpected)
    app.after_request(_say_when_to_retry)


def status_of(error: GuestlinkError) -> int:
    return next((STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES), 400)


def error_page(status: int, heading: str, text: str, **context: object) -> Response:
    """Where no page is asked for, only the text."""
    if is_piecewise(request.path):
        return Response(f"{text}\n", status, mimetype="text/plain")
    return make_response(render_template("error.html", heading=heading, text=text, **context), status)


def _say_when_to_retry(response: Response) -> Response:
    if response.status_code == 503:
        response.headers.setdefault("Retry-After", RETRY_AFTER)
    return response


def refuse_long_redirect(response: Response) -> Response:
    """A redirect may repeat the address of its request. nginx takes an answer with more headers for a failure of this
    process, and would ask no process for a while."""
    if len(response.headers.get("Location", "")) <= LONGEST_REDIRECT:
        return response
    return error_page(414, _("This address is too long"), _("Open the page from the home page instead."))


def _refused(error: GuestlinkError) -> Response:
    if isinstance(error, NoSpace):
        note_refusal("no_room")
    status = status_of(error)
    if status in {403, 404}:
        security_events.refused("not authorized", cause=type(error).__name__)
    return _page_of(status, translated(error) if error.sentence else "")


def _http_error(error: HTTPException) -> Response:
    if isinstance(error, SecurityError):
        # A request for another host has no routes, so no page of ours can be made for it.
        note_refusal("host")
        return Response("This host is not served here.\n", 400, mimetype="text/plain")
    response = _offer_to_send_again() if isinstance(error, OutOfDate) else _page_of(error.code or 400)
    if isinstance(error, TooManyRequests):
        response.headers["Retry-After"] = str(error.retry_after or 60)
    for name, value in error.get_headers():
        if name in {"Allow", "Location"}:
            response.headers[name] = value
    return response


def _page_of(status: int, sentence: str = "") -> Response:
    """`sentence` replaces the text of the status."""
    texts = {
        403: (_("You do not have access to this"), _("Only an owner of this media can do that.")),
        404: (_("This page does not exist"), _("Check the address, or ask the person who shared it for a new link.")),
        410: (_("This has ended"), _("There is nothing left to see here.")),
        413: (_("That is too large"), _("What you sent is larger than this page accepts.")),
        429: (_("Too many tries"), _("Wait a minute, then try again.")),
        503: (_("This is not possible right now"), ""),
    }
    heading, text = texts.get(status, (_("This did not work"), _("The request could not be understood.")))
    return error_page(status, heading, sentence or text)


def _database_error(error: DBAPIError | PoolTimeout) -> Response:
    fault = fault_of(error)
    if fault is None:
        # A defect of ours, such as a wrong statement.
        return _unexpected(error)
    note_refusal("database")
    fault_log.note(fault)
    return _unavailable()


def _bucket_away(error: BucketAway) -> Response:
    log.warning("dependency failed", extra={"error": type(error).__name__, "why": error.why})
    return _unavailable()


def _unexpected(error: Exception) -> Response:
    """Logs only the kind and the place of the error. Its text may quote what a guest has typed (contract 11.8)."""
    log.error("unexpected", extra={"error": type(error).__name__, "at": logs.place_of(error)})
    return _unavailable()


def _offer_to_send_again() -> Response:
    """For a form whose page is out of date: 400, with a button that sends the same fields with a new token."""
    fields = [(name, value) for name, value in fields_to_send_again() if name != "csrf_token"]
    text = _("It was opened before you signed in, so nothing was done. If you still want to do this, send it again.")
    fresh = (csrf.NAME, csrf.token())
    return error_page(400, _("This page was out of date"), text, retry_fields=[*fields, fresh])


def fields_to_send_again() -> list[tuple[str, str]]:
    """The fields of the form that was sent, without passwords, for a page that offers to send it again."""
    if file_field(request.path) and "form" not in vars(request):
        # The upload has not been read yet and may still be arriving. A slow client would hold this thread.
        return []
    try:
        fields = [(name, value) for name, value in request.form.items(multi=True) if name not in SECRET_FIELDS]
    except HTTPException:
        # The body itself is refused, so nothing of it was read.
        return []
    return fields if len(fields) <= MOST_FIELDS else []


def _unavailable() -> Response:
    """503 with a button that sends the form again (contract 6.33)."""
    looks.ask_later()
    fields = fields_to_send_again() if request.method == "POST" else None
    text = _("Something that Guestlink needs is not responding. Try again in a moment.")
    if fields:
        text = _("Something that Guestlink needs is not responding. Nothing you typed is lost. Try again in a moment.")
    return error_page(503, _("This is not possible right now"), text, retry_fields=fields)
