"""The demo: an owner, a video made on the spot, a live session, and a guest link to each. Made once; a second start
shows the same."""

import tempfile
from datetime import datetime
from pathlib import Path

from models import broadcasting, importing, issuing, listing, meeting, signing_in, switching
from models.plumbing import db, keys, probing, storage, tokens
from models.plumbing.errors import NotFound
from models.plumbing.settings import settings
from models.tables import User
from models.tables.guest_link import SLOTS
from models.tables.media_item import Kind
from web.cli.demo_clip import make_clip

EMAIL = "owner@example.com"
TITLE = "A demo video"
LIVE_TITLE = "A demo live session"
# Into which `demo_stream` writes.
FOLDER = "demo"
ROOM_TITLE = "A demo room"
TITLES = {Kind.VIDEO: TITLE, Kind.LIVE: LIVE_TITLE, Kind.ROOM: ROOM_TITLE}
SECONDS = 30


def demo(now: datetime) -> dict[str, str | None]:
    """What `up` announces of it."""
    owner = _owner(now)
    with db.reading() as session:
        # By owner and title: a link to something else of theirs, or as an admin of anybody's, is for them to share.
        # Newest first, so that of each kind the first one made is kept.
        own = [item for item in listing.media_of(session, owner) if item.owner_id == owner.id]
        made = {item.kind: item.id for item in own if TITLES.get(Kind(item.kind)) == item.title}
    video_id = made.get(Kind.VIDEO) or _video(owner, now)
    live_id = made.get(Kind.LIVE) or _live(owner, now)
    return {
        "email": EMAIL,
        "password": _password(),
        "guest_link": _guest_link(video_id, now),
        "live_link": _guest_link(live_id, now),
        "room_link": _guest_link(made.get(Kind.ROOM) or _room(owner, now), now),
    }


def _password() -> str:
    """Of this site alone, and the same at every start, also when keys were rotated: derived, not stored."""
    return keys.derive_text("demo-password", key=keys.ring()[-1])[:12]


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


def _room(owner: User, now: datetime) -> int:
    """At Jitsi's own public server, under a name that nobody guesses."""
    join_url = f"https://meet.jit.si/Guestlink-{keys.derive('demo-room').hex()[:20]}"
    with db.writing() as session:
        media = meeting.add_room(
            session, owner_id=owner.id, title=ROOM_TITLE, join_url=join_url, channel=False, now=now
        )
        switching.turn_on_access(session, media.id, now=now)
        return media.id


def _live(owner: User, now: datetime) -> int:
    """Its stream is written by a part of its own, `demo_stream`."""
    with db.writing() as session:
        media = broadcasting.add_live(
            session, owner_id=owner.id, title=LIVE_TITLE, folder=FOLDER, starts_at=now, now=now
        )
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
        return tokens.url_of(link.token_salt, link.key_id, settings().base_url)
