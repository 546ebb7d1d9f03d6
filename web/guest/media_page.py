"""The media page of a guest. Each load is checked, and starts a new visit (contract 2.40)."""

from flask import Response, make_response, render_template, url_for

from models.config.settings import settings
from models.guests import visiting
from models.guests.visiting import Guest
from models.media import marks, showing
from models.plumbing import clock, database
from web.guest import cookies
from web.media import players


def load(token: str, guest: Guest) -> Response | None:
    """The page with a new visit, or None when the load is refused."""
    now = clock.utcnow()
    with database.reading() as db:
        if not visiting.has_session(db, guest):
            return None
        visiting.check_recording(db, guest)
    with database.writing() as db:
        loaded = visiting.start_visit(db, guest, now=now, session_days=settings().session_days)
        media = showing.shown_media(db, loaded[1].media_id, now=now) if loaded else None
        tags = marks.tags_of(db, loaded[1].media_id) if loaded else []
    if loaded is None or media is None:
        return None
    guest_session, visit = loaded
    visit_url = url_for("playing.visit", token=token, key=visit.key)
    player = players.player(media, visit_url)
    players.prepare_answer(player)
    response = make_response(
        render_template(
            "guest/media.html",
            title=media.item.title,
            description=media.item.description,
            tags=tags,
            owner_name=media.item.owner.name,
            date=media.item.created_at,
            guest_name=guest_session.entry.name or "",
            visit_url=visit_url,
            preview=False,
            player=player,
        )
    )
    cookies.renew_session(response, token)
    return response


def head(guest: Guest) -> Response | None:
    """The answer to HEAD, or None when a load would be refused. It starts no visit (contract 2.39). Pages that are open
    read the state of a live session in it."""
    now = clock.utcnow()
    with database.reading() as db:
        right = visiting.may_load(db, guest, now=now, session_days=settings().session_days)
        media_id = visiting.media_id_of(db, guest) if right else None
        media = showing.shown_media(db, media_id, now=now) if media_id else None
    if media is None:
        return None
    players.prepare_answer(players.player(media, ""))
    return make_response("", 200)
