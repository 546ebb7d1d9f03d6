"""Lists of guest links for owners and the command line, each link with its status and its connected guests."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from models.errors import MediaAway, NotFound
from models.files import presence
from models.plumbing.sweeping import among
from models.tables import GuestLink, GuestSession, Visit


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
    rows = db.execute(select(GuestLink, GuestLink.status(now)).where(*which).order_by(GuestLink.id)).all()
    connected = _connected(db, {link.media_id for link, _ in rows}, now=now)
    return [ListedLink(link, _status_for_guests(db, link, status), connected.get(link.id, 0)) for link, status in rows]


def _status_for_guests(db: Session, link: GuestLink, status: str) -> str:
    """The status that a guest would see now: `media_gone` if the recording cannot be found."""
    try:
        recording = presence.recording_of(db, link.media_id)
        return presence.first_cause(recording, presence.found_of(recording), status)
    except MediaAway:
        # The storage does not answer. The owner must see the links all the same, to be able to end them.
        return status


def _connected(db: Session, media_ids: set[int], *, now: datetime) -> dict[int, int]:
    """How many guests are connected, by the ids of the links of these items. Links without any are left out."""
    connected = among(Visit.media_id, media_ids), Visit.connected(now)
    guests = select(GuestSession.link_id, func.count(Visit.session_id.distinct()))
    by_link = guests.join_from(Visit, GuestSession, GuestSession.id == Visit.session_id).group_by(GuestSession.link_id)
    return dict(iter(db.execute(by_link.where(*connected)))) if media_ids else {}
