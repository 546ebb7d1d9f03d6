"""Lists of guest links for owners and the command line, each link with its status and its connected guests."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, exists, func, select
from sqlalchemy.orm import Session

from models.errors import MediaAway, NotFound
from models.files import presence
from models.tables import GuestLink, GuestSession, MediaItem, Visit


@dataclass(frozen=True)
class ListedLink:
    """`connected` counts guests, not their open pages."""

    link: GuestLink
    status: str
    connected: int


def links_of(db: Session, media_id: int, *, now: datetime) -> list[ListedLink]:
    """The item's undeleted links, oldest first."""
    return _listed(db, GuestLink.media_id == media_id, GuestLink.deleted_at.is_(None), now=now)


def has_links(db: Session, media_id: int) -> bool:
    return bool(db.scalar(select(exists().where(GuestLink.media_id == media_id, GuestLink.deleted_at.is_(None)))))


def link_by_id(db: Session, link_id: int, *, now: datetime) -> ListedLink:
    """The link may be deleted. Raises NotFound."""
    listed = _listed(db, GuestLink.id == link_id, now=now)
    if not listed:
        raise NotFound("There is no guest link %(id)s.", id=str(link_id))
    return listed[0]


def _listed(db: Session, *which: ColumnElement[bool], now: datetime) -> list[ListedLink]:
    rows = db.execute(
        select(GuestLink, GuestLink.status(now), _connected(now)).where(*which).order_by(GuestLink.id)
    ).all()
    return [ListedLink(link, _status_for_guests(db, link, status), connected) for link, status, connected in rows]


def _status_for_guests(db: Session, link: GuestLink, status: str) -> str:
    """The status that a guest would see now: `media_gone` if the recording cannot be found."""
    try:
        return presence.first_cause(db, link.media_id, status)
    except MediaAway:
        # The storage does not answer. The owner must see the links all the same, to be able to end them.
        return status


def _connected(now: datetime) -> ScalarSelect[int]:
    # The visits of a deleted item are over, even if no worker has recorded that yet (contract 4.5).
    undeleted = select(MediaItem.id).where(MediaItem.id == Visit.media_id, MediaItem.deleted_at.is_(None)).exists()
    # From the visits of the item that are not counted yet, which all live ones are: an index holds only those.
    live = Visit.media_id == GuestLink.media_id, Visit.counted_at.is_(None), Visit.live(now)
    guests = select(func.count(Visit.session_id.distinct())).join(GuestSession, GuestSession.id == Visit.session_id)
    of_link = guests.where(*live, GuestSession.link_id == GuestLink.id, undeleted)
    return of_link.correlate(GuestLink).scalar_subquery()
