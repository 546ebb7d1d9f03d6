"""The demo's content: an owner with items, guest links and guests, made once.

A second start makes nothing again, also where the owner has deleted something, and prints the same links.
"""

from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.config.settings import settings
from models.errors import Misconfigured, NotFound
from models.links import tokens
from models.people import accounts
from models.plumbing import database, keys
from models.tables import GuestLink, MediaItem, User
from models.tables.media_item import Kind
from web.cli.demo import story
from web.cli.demo.files import kept_files

EMAIL = "owner@example.com"
# What `up` calls the link to each of these.
PRINTED_NAMES = {Kind.VIDEO: "guest_link", Kind.LIVE: "live_link", Kind.ROOM: "room_link"}


def make_content(now: datetime, drawn: int | None = None) -> dict[str, str | None]:
    """Returns what `up` prints. `drawn`: a pipe with the film (drawing_ahead.py). Raises Misconfigured on a site that
    has media which the demo did not make."""
    owner = _find_owner() or _make_all(now, drawn)
    with database.reading() as db:
        return {"email": EMAIL, "password": _password(), **_printed_links(db, owner)}


def _password() -> str:
    """Derived from the site's oldest key. So it is the same at every start, also after the keys were rotated."""
    return keys.derive_text("demo-password", key=keys.ring()[-1])[:12]


def _find_owner() -> User | None:
    with suppress(NotFound), database.reading() as db:
        return accounts.user_by_email(db, EMAIL)
    return None


def _make_all(now: datetime, drawn: int | None) -> User:
    """The owner is there only if everything is: it is one transaction."""
    with database.reading() as db:
        if db.scalar(select(MediaItem.id).limit(1)) is not None:
            raise Misconfigured(
                "The demo is for a new site, and this one has media. Start without --demo, or name another folder in "
                "GUESTLINK_DATA."
            )
    joined = now - timedelta(days=30)
    owner = accounts.new_user(email=EMAIL, name="Louise Smith", role="contributor", password=_password(), now=joined)
    with kept_files(drawn) as files, database.writing() as db:
        accounts.insert_user(db, owner)
        story.tell(db, owner, files, now)
    return owner


def _printed_links(db: Session, owner: User) -> dict[str, str | None]:
    """The demo's own links, as long as neither link nor item is deleted."""
    there = MediaItem.owner_id == owner.id, MediaItem.deleted_at.is_(None), GuestLink.deleted_at.is_(None)
    printed = MediaItem.kind.in_(list(PRINTED_NAMES))
    rows = db.execute(select(MediaItem.kind, GuestLink).join(GuestLink.media).where(*there, printed))
    return {
        PRINTED_NAMES[Kind(kind)]: tokens.url_of(link, settings().base_url)
        for kind, link in rows
        if link.token_salt in tokens.salts_of_form(link.media_id, story.PRINTED)
    }
