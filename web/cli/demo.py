"""The demo: an owner, a video made on the spot, and one guest link. Made once; a second start shows the same."""

import tempfile
from datetime import datetime
from pathlib import Path

from models import importing, issuing, listing, signing_in, switching
from models.plumbing import db, keys, probing, storage, tokens
from models.plumbing.errors import NotFound
from models.plumbing.settings import settings
from models.tables import User
from models.tables.guest_link import SLOTS
from web.cli.demo_clip import make_clip

EMAIL = "owner@example.com"
TITLE = "A demo video"
SECONDS = 30


def demo(now: datetime) -> dict[str, str | None]:
    """What `up` announces of it."""
    owner = _owner(now)
    with db.reading() as session:
        items = listing.media_of(session, owner)
    media_id = items[-1].id if items else _video(owner, now)
    return {"email": EMAIL, "password": _password(), "guest_link": _guest_link(media_id, now)}


def _password() -> str:
    """Of this site alone, and the same at every start: derived, not stored."""
    return keys.derive_text("demo-password")[:12]


def _owner(now: datetime) -> User:
    with db.writing() as session:
        try:
            return signing_in.user_by_email(session, EMAIL)
        except NotFound:
            return signing_in.add_user(
                session, email=EMAIL, name="Louise Smith", role="contributor", password=_password(), now=now
            )


def _video(owner: User, now: datetime) -> int:
    with tempfile.TemporaryDirectory(dir=settings().data) as folder:
        clip = Path(folder) / "demo.mp4"
        make_clip(clip, seconds=SECONDS)
        probed = probing.probe(clip)
        with importing.stored(clip, probed, keep=storage.keep_copy) as video, db.writing() as session:
            media = importing.add_video(session, video, owner_id=owner.id, title=TITLE, now=now)
            switching.turn_on_access(session, media.id, now=now)
            return media.id


def _guest_link(media_id: int, now: datetime) -> str | None:
    """The first link that still admits; a new one when the owner has used them up and there is a place."""
    with db.writing() as session:
        rows = listing.links_of(session, media_id, now=now)
        admitting = [row.link for row in rows if row.status == "active"]
        if not admitting and len(rows) == len(SLOTS):
            return None
        bounds = issuing.bounds(session)
        form = issuing.LinkForm("Demo link", bounds.most_clicks, bounds.most_days)
        link = admitting[0] if admitting else issuing.create_link(session, media_id, form, now=now)
        return tokens.url_of(link.token_salt, settings().base_url)
