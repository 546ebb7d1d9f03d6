"""The guest groups of an item: a list for its owner, and a sweep that makes missing ones (contract 4.16, 4.17)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.plumbing.database import count, insert_missing
from models.plumbing.sweeping import Swept, claim
from models.tables import GuestGroup, GuestLink, GuestMembership


@dataclass(frozen=True)
class ListedGroup:
    link_name: str
    guests: int


def groups_of(db: Session, media_id: int) -> list[ListedGroup]:
    """The groups of the item's links, oldest link first. Deleted links are left out."""
    guests = select(func.count(GuestMembership.session_id)).where(GuestMembership.link_id == GuestGroup.link_id)
    rows = db.execute(
        select(GuestLink.name, guests.correlate(GuestGroup).scalar_subquery())
        .join_from(GuestGroup, GuestLink)
        .where(GuestLink.media_id == media_id, GuestLink.deleted_at.is_(None))
        .order_by(GuestLink.id)
    )
    return [ListedGroup(*row) for row in rows]


def make_missing_groups(db: Session, *, now: datetime, limit: int) -> Swept:
    """Make a group for each link that is not over and has none. Without it, no guest of the link can load the page."""
    missing = select(GuestLink.id).where(GuestGroup.missing(now)).order_by(GuestLink.id)
    # `claim` locks the links. The workflow step `remove_groups` locks them too, so it does not remove a new group.
    ids = claim(db, missing, limit)
    for link_id in ids:
        insert_missing(db, GuestGroup, link_id=link_id, created_at=now)
    return Swept(ids, count(db, missing))
