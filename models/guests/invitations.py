"""What a guest link offers: its status, and what its entry page shows. One statement (facts 150)."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.orm import Session

from models.errors import NotFound
from models.files import presence, storage
from models.media.shown_media import ShownMedia, showing_columns, showing_tables, shown_from
from models.tables import GuestLink, MediaItem
from models.tables.bound_now import NOW, at

# A process remembers for at most so many links which file was there. When there are more, it forgets all.
MOST_REMEMBERED = 10_000

_INVITATION = showing_tables(
    select(GuestLink.status(NOW).label("status"), *showing_columns())
    .join_from(GuestLink, MediaItem, MediaItem.id == GuestLink.media_id)
    .where(GuestLink.token_hash == bindparam("token"))
)
_INSTANTS = select(GuestLink.starts_at, GuestLink.ended_at).where(GuestLink.token_hash == bindparam("token"))
_IS_LINK = select(GuestLink.id).where(GuestLink.token_hash == bindparam("token"))
# By link: a file of its recording that was found. Empty: it has no recording, or none to play yet.
_found: dict[str, str] = {}


class Invitation(NamedTuple):
    """`found_recording`: see there."""

    status: str
    shown: ShownMedia
    found_recording: str


def invitation(db: Session | Connection, token_hash: str, *, now: datetime) -> Invitation:
    """The status is `media_gone` if the recording is not there now. Raises NotFound, MediaAway."""
    rows = db.execute(_INVITATION, at(now, token=token_hash)).all()
    if not rows:
        raise NotFound
    shown = shown_from(rows)
    found = presence.found_of(shown.recording)
    if len(_found) >= MOST_REMEMBERED:
        _found.clear()
    _found[token_hash] = found
    return Invitation(presence.first_cause(shown.recording, found, rows[0].status), shown, found)


def found_recording(token_hash: str) -> str | None:
    """The file of the link's recording that was found before, if it is there now. Empty if there was none to look for.
    None if the link must be looked at again. Raises MediaAway.

    The admission compares it with the item's files. So it asks nothing else before, and is exact all the same.
    """
    name = _found.get(token_hash)
    return name if not name or storage.has(name) else None


def start_and_mark(db: Session | Connection, token_hash: str) -> tuple[datetime | None, datetime | None]:
    """When the link starts, and when its owner has ended it, for the page that says why it does not admit."""
    row = db.execute(_INSTANTS, {"token": token_hash}).one_or_none()
    return (row.starts_at, row.ended_at) if row else (None, None)


def is_link(db: Session | Connection, token_hash: str) -> bool:
    """Whether there is a link with this token, whatever its status."""
    return db.execute(_IS_LINK, {"token": token_hash}).scalar() is not None
