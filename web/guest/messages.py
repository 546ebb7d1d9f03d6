"""The message pages: one for each cause, in plain words, nothing about the owner or the media (UX)."""

from flask import Response, make_response, render_template
from flask_babel import lazy_gettext as _l

_ASK = _l("Ask the person who shared it for a new link.")

MESSAGES = {
    "media_gone": (_l("This media is no longer available"), _l("It was removed, or cannot be reached just now.")),
    "deleted": (_l("This link was removed"), _ASK),
    "unavailable": (_l("Guest links are not available on this site"), _l("They are switched off just now.")),
    "expired": (_l("This link has expired"), _ASK),
    "limit_reached": (_l("This link has reached its limit"), _l("As many people as it was made for have used it.")),
    "off": (_l("This link is turned off"), _l("The person who shared it has turned off guest access.")),
}


def message_page(status: str) -> Response:
    """410 with the words of the cause."""
    heading, text = MESSAGES[status]
    return make_response(render_template("guest/message.html", heading=heading, text=text, cause=status, ask=_ASK), 410)
