"""The demo: an owner, a video made on the spot, a live session, and a guest link to each. Made once; a second start
shows the same."""

import tempfile
from datetime import datetime
from pathlib import Path

from models.config.settings import settings
from models.errors import NotFound
from models.files import storage
from models.links import issuing, switching, tokens
from models.links import listing as link_listing
from models.media import listing as media_listing
from models.media import live_sessions, rooms, videos
from models.people import accounts
from models.plumbing import database, keys
from models.recordings import probing
from models.tables import User
from models.tables.guest_link import SLOTS
from models.tables.media_item import Kind
from web.cli.demo.clip import make_clip

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
    with database.reading() as db:
        # By owner and title: a link to something else of theirs, or as an admin of anybody's, is for them to share.
        # Newest first, so that of each kind the first one made is kept.
        own = [item for item in media_listing.media_of(db, owner) if item.owner_id == owner.id]
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
    with database.writing() as db:
        try:
            return accounts.user_by_email(db, EMAIL)
        except NotFound:
            return accounts.add_user(
                db, email=EMAIL, name="Louise Smith", role="contributor", password=_password(), now=now
            )


def _video(owner: User, now: datetime) -> int:
    with tempfile.TemporaryDirectory(dir=settings().data) as folder:
        clip = Path(folder) / "demo.mp4"
        make_clip(clip, seconds=SECONDS)
        probed = probing.probe(clip)
        with videos.stored(clip, probed, keep=storage.keep_copy) as video, database.writing() as db:
            media = videos.add_video(db, video, owner_id=owner.id, title=TITLE, now=now)
            switching.turn_on_access(db, media.id, now=now)
            return media.id


def _room(owner: User, now: datetime) -> int:
    """At Jitsi's own public server, under a name that nobody guesses."""
    join_url = f"https://meet.jit.si/Guestlink-{keys.derive('demo-room').hex()[:20]}"
    with database.writing() as db:
        media = rooms.add_room(db, owner_id=owner.id, title=ROOM_TITLE, join_url=join_url, channel=False, now=now)
        switching.turn_on_access(db, media.id, now=now)
        return media.id


def _live(owner: User, now: datetime) -> int:
    """Its stream is written by a part of its own, `demo_stream`."""
    with database.writing() as db:
        media = live_sessions.add_live(db, owner_id=owner.id, title=LIVE_TITLE, folder=FOLDER, starts_at=now, now=now)
        switching.turn_on_access(db, media.id, now=now)
        return media.id


def _guest_link(media_id: int, now: datetime) -> str | None:
    """The first link that still admits; a new one when the owner has used them up and there is a place."""
    with database.writing() as db:
        rows = link_listing.links_of(db, media_id, now=now)
        admitting = [row.link for row in rows if row.status == "active"]
        if not admitting and len(rows) == len(SLOTS):
            return None
        bounds = issuing.bounds(db)
        form = issuing.LinkForm("Demo link", bounds.most_clicks, bounds.most_days)
        link = admitting[0] if admitting else issuing.create_link(db, media_id, form, now=now)
        return tokens.url_of(link.token_salt, link.key_id, settings().base_url)
