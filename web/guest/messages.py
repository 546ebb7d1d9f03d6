"""The message pages, one for each reason why a link does not admit (contract 3.24)."""

from flask import Response, make_response, render_template
from flask_babel import lazy_gettext as _l

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
        _l("The person who shared it has turned off guest access."),
        _l("Ask them if you still need access."),
    ),
    LinkStatus.NOT_YET: (
        _l("This link has not started yet"),
        _l("It works from a later time on."),
        _l("Come back then: the address stays the same."),
    ),
}


def refuse(status: str) -> Response:
    """The message page of this status."""
    note_refusal(status)
    heading, happened, do = MESSAGES[status]
    page = render_template("guest/message.html", heading=heading, happened=happened, do=do)
    return make_response(page, 403 if status == LinkStatus.NOT_YET else 410)
