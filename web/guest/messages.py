"""The message pages, one for each reason why a link does not admit (contract 3.24)."""

import math
from datetime import datetime

from flask import Response, make_response, render_template, request
from flask_babel import lazy_gettext as _l

from models.guests import invitations
from models.plumbing import clock, database, keys
from models.tables.guest_link import LinkStatus
from web.observing.request_log import note_refusal

_ASK = _l("Ask the person who shared it for a new link.")

# Heading, what happened, what to do. A page says nothing about the media or its owner.
MESSAGES: dict[str, tuple[object, object, object]] = {
    LinkStatus.MEDIA_GONE: (
        _l("This media is no longer available"),
        _l("It was removed, or it cannot be reached right now."),
        _l("Try again later, or ask the person who shared it."),
    ),
    LinkStatus.DELETED: (_l("This link was removed"), _l("It cannot be used any more."), _ASK),
    LinkStatus.UNAVAILABLE: (
        _l("Guest links are not available on this site"),
        _l("Guest links of this item are not available right now."),
        _l("Try again later, or ask the person who shared it."),
    ),
    LinkStatus.EXPIRED: (_l("This link has expired"), _l("It worked for a limited time only."), _ASK),
    LinkStatus.LIMIT_REACHED: (
        _l("This link has reached its limit"),
        _l("No more guests can enter with this link."),
        _ASK,
    ),
    LinkStatus.OFF: (
        _l("This link is turned off"),
        _l("Guest access was turned off."),
        _l("Ask the person who shared it if you still need access."),
    ),
    # The page itself says when.
    LinkStatus.NOT_YET: (
        _l("This link has not started yet"),
        "",
        _l("This page goes on by itself then. The address stays the same."),
    ),
}
# Of one that its owner has ended. What the pages that played then show within seconds (contract 2.53).
ENDED = (_l("This link has ended."), _l("The person who shared it has ended it."), _ASK)
# Without script, the page asks again at the start, and not more often than this.
REFRESH_SECONDS = 60


def refuse(status: str) -> Response:
    """The message page of this status."""
    note_refusal(status)
    if status == LinkStatus.NOT_YET:
        return _not_yet()
    words = ENDED if status == LinkStatus.EXPIRED and _start_and_mark()[1] is not None else MESSAGES[status]
    heading, happened, do = words
    return make_response(render_template("guest/message.html", heading=heading, happened=happened, do=do), 410)


def _not_yet() -> Response:
    """It counts down by our clock: it is told how long it is from now, and not when that is (contract 3.49)."""
    starts_at, _ = _start_and_mark()
    now = clock.utcnow()
    # Somebody may have taken the start away since the link was asked.
    seconds = max(0.0, (starts_at - now).total_seconds()) if starts_at else 0.0
    heading, _happened, do = MESSAGES[LinkStatus.NOT_YET]
    page = render_template(
        "guest/not_yet.html",
        heading=heading,
        do=do,
        starts_at=starts_at,
        milliseconds=math.ceil(seconds * 1000),
        refresh=max(REFRESH_SECONDS, math.ceil(seconds) + 1),
    )
    return make_response(page, 403)


def _start_and_mark() -> tuple[datetime | None, datetime | None]:
    token = (request.view_args or {})["token"]
    with database.looking_up() as db:
        return invitations.start_and_mark(db, keys.digest(token))
