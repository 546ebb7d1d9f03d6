"""The media page of a guest. Each load is checked, and starts a new visit (contract 2.40)."""

from flask import Response, make_response
from werkzeug.exceptions import TooManyRequests

from models.config.settings import settings
from models.guests import visiting
from models.guests.visiting import Guest, GuestPage
from models.plumbing import clock, database
from web.guest import cookies
from web.media import players
from web.media.page_for_guests import page_for_guests
from web.requests import throttling


def load(token: str, guest: Guest) -> Response | None:
    """The page with a new visit, or None when the load is refused. Raises TooManyRequests (contract 3.38)."""
    page = page_of(guest)
    if page is None:
        return None
    may_load = page.may_load()
    try:
        throttling.count_for(throttling.LOADS, "load", guest.session_hash)
    except TooManyRequests:
        if may_load:
            raise
        # It must not stand in the way of a fresh entry. The loads before have ended its visits.
        return None
    key = _start_visit(guest, may_load=may_load)
    if key is None:
        return None
    # Its tab may know the place better than the server does yet, but only of the same guest.
    told = {"guest_name": page.guest_name, "place": _place(page), "guest_mark": guest.session_hash[:12]}
    response = make_response(page_for_guests(page.shown, token, key, told))
    cookies.renew_session(response, token)
    return response


def _place(page: GuestPage) -> str | None:
    return None if page.place is None else f"{page.place:.3f}"


def page_of(guest: Guest) -> GuestPage | None:
    """None without a guest session, void or not."""
    with database.looking_up() as db:
        return visiting.page_of(db, guest, now=clock.utcnow(), session_days=settings().session_days)


def _start_visit(guest: Guest, *, may_load: bool) -> str | None:
    now = clock.utcnow()
    with database.writing_at_once() as db:
        if may_load:
            return visiting.start_visit(db, guest, now=now, session_days=settings().session_days)
        visiting.end_visits(db, guest, now=now)
        return None


def head(guest: Guest) -> Response | None:
    """The answer to HEAD, or None when a load would be refused. It starts no visit (contract 2.39)."""
    page = page_of(guest)
    if page is None or not page.may_load():
        return None
    players.prepare_answer(page.shown)
    return make_response("", 200)
