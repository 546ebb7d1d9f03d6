"""Guest links as their owner and the command line see them: each with its status and who is connected."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, exists, func, select
from sqlalchemy.orm import Session

from models.errors import MediaAway, NotFound
from models.files import presence
from models.tables import GuestLink, GuestSession, MediaItem, Visit


@dataclass(frozen=True)
class ListedLink:
    """`connected` counts guests, not pages."""

    link: GuestLink
    status: str
    connected: int


def links_of(db: Session, media_id: int, *, now: datetime) -> list[ListedLink]:
    """The item's undeleted links, oldest first."""
    return _listed(db, GuestLink.media_id == media_id, GuestLink.deleted_at.is_(None), now=now)


def has_links(db: Session, media_id: int) -> bool:
    return bool(db.scalar(select(exists().where(GuestLink.media_id == media_id, GuestLink.deleted_at.is_(None)))))


def link(db: Session, link_id: int, *, now: datetime) -> ListedLink:
    """One link, deleted ones included. Raises NotFound."""
    for listed in _listed(db, GuestLink.id == link_id, now=now):
        return listed
    raise NotFound("There is no guest link %(id)s.", id=str(link_id))


def _listed(db: Session, *which: ColumnElement[bool], now: datetime) -> list[ListedLink]:
    rows = db.execute(
        select(GuestLink, GuestLink.status(now), _connected(now)).where(*which).order_by(GuestLink.id)
    ).all()
    return [ListedLink(link, _as_guests_meet_it(db, link, status), connected) for link, status, connected in rows]


def _as_guests_meet_it(db: Session, link: GuestLink, status: str) -> str:
    try:
        return presence.first_cause(db, link.media_id, status)
    except MediaAway:
        # Nothing can be said of the file just now; and owners must see their links, to end them.
        return status


def _connected(now: datetime) -> ScalarSelect[int]:
    # The visits of a deleted item are over with its commit, whenever a worker records it.
    standing = select(MediaItem.id).where(MediaItem.id == Visit.media_id, MediaItem.deleted_at.is_(None)).exists()
    live = select(Visit.id).where(Visit.session_id == GuestSession.id, Visit.live(now), standing).exists()
    counted = select(func.count(GuestSession.id)).where(GuestSession.link_id == GuestLink.id, live)
    return counted.correlate(GuestLink).scalar_subquery()
