"""The media page of a guest. Each load is checked, and starts a new visit (contract 2.40)."""

from flask import Response, make_response, url_for

from models.config.settings import settings
from models.guests import visiting
from models.guests.visiting import Guest
from models.media import showing
from models.media import tags as media_tags
from models.plumbing import clock, database
from web.guest import cookies
from web.media import players
from web.media.page_for_guests import page_for_guests
from web.requests import throttling


def load(token: str, guest: Guest) -> Response | None:
    """The page with a new visit, or None when the load is refused. Raises TooManyRequests (contract 3.38)."""
    now = clock.utcnow()
    with database.reading() as db:
        if not visiting.has_session(db, guest):
            return None
        throttling.count_for(throttling.LOADS, "load", guest.session_hash)
        visiting.check_recording(db, guest)
    with database.writing() as db:
        loaded = visiting.start_visit(db, guest, now=now, session_days=settings().session_days)
        if loaded is None:
            return None
        guest_session, visit = loaded
        shown = showing.shown_media(db, visit.media_id, now=now)
        tags = media_tags.tags_of(db, visit.media_id)
    visit_url = url_for("playing.visit", token=token, key=visit.key)
    page = page_for_guests(shown, tags, visit_url, guest_name=guest_session.entry.name or "")
    response = make_response(page)
    cookies.renew_session(response, token)
    return response


def head(guest: Guest) -> Response | None:
    """The answer to HEAD, or None when a load would be refused. It starts no visit (contract 2.39)."""
    now = clock.utcnow()
    with database.reading() as db:
        may_load = visiting.may_load(db, guest, now=now, session_days=settings().session_days)
        media_id = visiting.media_id_of(db, guest) if may_load else None
        media = showing.shown_media(db, media_id, now=now) if media_id else None
    if media is None:
        return None
    players.prepare_answer(players.player(media, ""))
    return make_response("", 200)
