"""The demo's content: an owner with a video, a live session and a room, and a guest link to each.

A second start finds what the first one made and shows it again.
"""

import tempfile
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from models.config.settings import settings
from models.errors import NotFound
from models.files import storage
from models.links import creating, switching, tokens
from models.links import listing as link_listing
from models.media import adding_recordings, live_sessions, rooms
from models.media import listing as media_listing
from models.people import accounts
from models.plumbing import database, keys
from models.recordings import inspecting
from models.site import modules
from models.tables import User
from models.tables.media_item import Kind
from web.cli.demo.clip import make_clip

EMAIL = "owner@example.com"
VIDEO_TITLE = "A demo video"
LIVE_TITLE = "A demo live session"
# The folder of the live session. demo/stream.py writes into it.
FOLDER = "demo"
ROOM_TITLE = "A demo room"
TITLES = {Kind.VIDEO: VIDEO_TITLE, Kind.LIVE: LIVE_TITLE, Kind.ROOM: ROOM_TITLE}
CLIP_SECONDS = 30


def make_content(now: datetime) -> dict[str, str | None]:
    """Make what is missing. Returns what `up` prints."""
    owner = _find_or_make_owner(now)
    with database.reading() as db:
        # Only what the demo itself has made: it must not print links to other items of the owner. `media_of` lists the
        # newest first, so the oldest item of each kind stays in the dictionary.
        wanted = media_listing.Wanted(whose=media_listing.Whose.MINE)
        own = [card.item for card in media_listing.media_of(db, owner, wanted, now=now).rows]
        made = {item.kind: item.id for item in own if TITLES.get(Kind(item.kind)) == item.title}
    video_id = made.get(Kind.VIDEO) or _make_video(owner, now)
    live_id = made.get(Kind.LIVE) or _make_live_session(owner, now)
    room_id = made.get(Kind.ROOM) or _make_room(owner, now)
    return {
        "email": EMAIL,
        "password": _password(),
        "guest_link": _find_or_make_link(video_id, now),
        "live_link": _find_or_make_link(live_id, now),
        "room_link": _find_or_make_link(room_id, now),
    }


def _password() -> str:
    """Derived from the site's oldest key. So it is the same at every start, also after the keys were rotated."""
    return keys.derive_text("demo-password", key=keys.ring()[-1])[:12]


def _find_or_make_owner(now: datetime) -> User:
    with suppress(NotFound), database.reading() as db:
        return accounts.user_by_email(db, EMAIL)
    with database.writing() as db:
        return accounts.add_user(
            db, email=EMAIL, name="Louise Smith", role="contributor", password=_password(), now=now
        )


def _make_video(owner: User, now: datetime) -> int:
    with tempfile.TemporaryDirectory(dir=settings().data) as folder:
        clip = Path(folder) / "demo.mp4"
        make_clip(clip, seconds=CLIP_SECONDS)
        inspected = inspecting.inspect(clip)
        keeping = adding_recordings.keep_recording(clip, inspected, keep=storage.keep_copy)
        with keeping as recording, database.writing() as db:
            media = adding_recordings.add_recording(db, recording, owner_id=owner.id, title=VIDEO_TITLE, now=now)
            switching.turn_on_access(db, media.id, now=now)
            return media.id


def _make_room(owner: User, now: datetime) -> int:
    """On Jitsi's public server, under a name that nobody can guess."""
    join_url = f"https://meet.jit.si/Guestlink-{keys.derive('demo-room').hex()[:20]}"
    with database.writing() as db:
        media = rooms.add_room(db, owner_id=owner.id, title=ROOM_TITLE, join_url=join_url, channel=False, now=now)
        switching.turn_on_access(db, media.id, now=now)
        return media.id


def _make_live_session(owner: User, now: datetime) -> int:
    """Its stream comes from a part of its own (demo/stream.py)."""
    source = live_sessions.in_folder(FOLDER)
    with database.writing() as db:
        media = live_sessions.add_live(db, owner_id=owner.id, title=LIVE_TITLE, source=source, starts_at=now, now=now)
        switching.turn_on_access(db, media.id, now=now)
        return media.id


def _find_or_make_link(media_id: int, now: datetime) -> str | None:
    """The address of the item's first active link, else of its first one. A link is made only if there is none."""
    with database.writing() as db:
        rows = link_listing.links_of(db, media_id, now=now)
        links = [row.link for row in sorted(rows, key=lambda row: row.status != "active")]
        if not links:
            bounds = modules.bounds(db)
            new = creating.NewLink("Demo link", bounds.most_clicks, bounds.most_days)
            links = [creating.create_link(db, media_id, new, now=now)]
        link = links[0]
        return tokens.url_of(link, settings().base_url)
