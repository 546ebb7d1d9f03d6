"""The guest groups of an item: a list for its owner, and a sweep that makes missing ones (contract 4.16, 4.17)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import func, insert, literal, select
from sqlalchemy.orm import Session

from models.plumbing.sweeping import Swept, among, backlog, claim
from models.tables import GuestGroup, GuestLink, GuestMembership

# How many links a run looks at.
LOOKED_AT = 100_000
# The id of the link up to which this process has looked, by database.
_looked_up_to: WeakKeyDictionary[Any, int] = WeakKeyDictionary()


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
    """Make a group for each link that is not over and has none. Without it, no guest of the link can load the page.

    A group gets lost only by accident, so a run looks at the next LOOKED_AT links, and not at all of a large site.
    """
    after = _looked_up_to.get(db.get_bind(), 0)
    part = select(GuestLink.id).where(GuestLink.may_need_group(), GuestLink.id > after).order_by(GuestLink.id)
    last = db.scalar(part.offset(LOOKED_AT - 1).limit(1))
    missing = part.where(GuestGroup.missing(now), *([] if last is None else [GuestLink.id <= last]))
    # `claim` locks the links. The workflow step `remove_groups` locks them too, so it does not remove a new group.
    ids = claim(db, missing, limit)
    if ids:
        groups = select(GuestLink.id, literal(now)).where(among(GuestLink.id, ids))
        db.execute(insert(GuestGroup).from_select(["link_id", "created_at"], groups))
    if len(ids) < limit:
        _looked_up_to[db.get_bind()] = last or 0
    return Swept(ids, backlog(db, missing, len(ids), limit), is_part=last is not None)
