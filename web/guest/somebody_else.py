"""Entering as somebody else (contract 3.51): a fresh form, in a browser whose guest may still load the page.

The form names that guest's session. So it replaces this one only, and not whoever has entered meanwhile.
"""

from flask import request

from models.guests import somebody_else
from models.guests.visiting import Guest
from models.plumbing import clock, database
from web.requests.guest_addresses import SOMEBODY_ELSE

FIELD = "instead_of"


def is_asked_for() -> bool:
    return SOMEBODY_ELSE in request.args


def value_for_form(guest: Guest | None) -> str | None:
    """Of the hidden field. A form that comes back keeps it."""
    if request.method == "POST":
        return request.form.get(FIELD) or None
    return _mark(guest) if guest is not None and is_asked_for() else None


def replaced_by_form(guest: Guest | None) -> Guest | None:
    """The guest of this browser, if the form that was sent is to replace their session."""
    return guest if guest is not None and request.form.get(FIELD) == _mark(guest) else None


def end_session_of(replaced: Guest | None) -> None:
    """Call this when the form was admitted, and not before."""
    if replaced is not None:
        with database.writing() as db:
            somebody_else.make_way(db, replaced, now=clock.utcnow())


def _mark(guest: Guest) -> str:
    return guest.session_hash[:24]
