"""The message pages, one for each cause: what happened, what to do; nothing about the owner (contract 3.24)."""

from flask import Response, make_response, render_template
from flask_babel import lazy_gettext as _l

from web.observing.requests import refused_because

_ASK = _l("Ask the person who shared it for a new link.")

# Heading, what happened, what to do.
MESSAGES = {
    "media_gone": (
        _l("This media is no longer available"),
        _l("It was removed, or cannot be reached just now."),
        _l("Try again later, or ask the person who shared it."),
    ),
    "deleted": (_l("This link was removed"), _l("It cannot be used any more."), _ASK),
    "unavailable": (
        _l("Guest links are not available on this site"),
        _l("They are switched off just now."),
        _l("Try again later, or ask the person who shared it."),
    ),
    "expired": (_l("This link has expired"), _l("The time it was made for is over."), _ASK),
    "limit_reached": (
        _l("This link has reached its limit"),
        _l("As many people as it was made for have used it."),
        _ASK,
    ),
    "off": (
        _l("This link is turned off"),
        _l("The person who shared it has turned off guest access."),
        _l("Ask them if you still need access."),
    ),
}


def message_page(status: str) -> Response:
    """410 with the words of the cause."""
    refused_because(status)
    heading, happened, do = MESSAGES[status]
    return make_response(render_template("guest/message.html", heading=heading, happened=happened, do=do), 410)
