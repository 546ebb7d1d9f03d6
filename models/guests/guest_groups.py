"""The guest groups of an item: a list for its owner, and a sweep that makes missing ones (contract 4.16, 4.17)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, literal, select
from sqlalchemy.orm import Session

from models.plumbing.sweeping import Swept, among, backlog, claim
from models.tables import GuestGroup, GuestLink, GuestMembership, MaintenanceRun

# How many links a run looks at. A group gets lost only by accident, so a large site is looked through slowly.
LOOKED_AT = 100
# Guests of a group are counted up to this number.
MOST_COUNTED = 1000


@dataclass(frozen=True)
class ListedGroup:
    """`guests`: how many there are, or MOST_COUNTED if `has_more`."""

    link_id: int
    link_name: str
    guests: int
    has_more: bool = False


def groups_of(db: Session, media_id: int) -> list[ListedGroup]:
    """The groups of the item's links, oldest link first. Deleted links are left out."""
    guests = select(GuestMembership.session_id).where(GuestMembership.link_id == GuestGroup.link_id)
    some = guests.correlate(GuestGroup).limit(MOST_COUNTED + 1).subquery()
    rows = db.execute(
        select(GuestLink.id, GuestLink.name, select(func.count()).select_from(some).scalar_subquery())
        .join_from(GuestGroup, GuestLink)
        .where(GuestLink.media_id == media_id, GuestLink.deleted_at.is_(None))
        .order_by(GuestLink.id)
    )
    return [
        ListedGroup(link_id, name, min(number, MOST_COUNTED), has_more=number > MOST_COUNTED)
        for link_id, name, number in rows
    ]


def make_missing_groups(db: Session, *, now: datetime, limit: int) -> Swept:
    """Make a group for each link that is not over and has none. It is made with its link, and an admission makes a
    missing one too, so this is for the list of the owner. A run looks at the next LOOKED_AT links."""
    place = select(MaintenanceRun.place).where(MaintenanceRun.name == make_missing_groups.__name__)
    after = db.scalar(place) or 0
    part = select(GuestLink.id).where(GuestLink.may_need_group(), GuestLink.id > after).order_by(GuestLink.id)
    last = db.scalar(part.offset(LOOKED_AT - 1).limit(1))
    missing = part.where(GuestGroup.missing(now), *([] if last is None else [GuestLink.id <= last]))
    # `claim` locks the links. The workflow step `remove_groups` locks them too, so it does not remove a new group.
    ids = claim(db, missing, limit)
    if ids:
        groups = select(GuestLink.id, literal(now)).where(among(GuestLink.id, ids))
        db.execute(insert(GuestGroup).from_select(["link_id", "created_at"], groups))
    # After a full run there may be more in the same part.
    place_now = after if len(ids) == limit else last or 0
    return Swept(ids, backlog(db, missing, len(ids), limit), place=place_now)
