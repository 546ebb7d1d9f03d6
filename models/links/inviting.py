"""*Invite guests*: the shortest way to a link that works (contract 4.46)."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.errors import DoesNotAdmit, ThreeLinks, WouldOpenLinks
from models.links.creating import NewLink, create_link
from models.links.switching import check_can_have_guests, turn_on_access
from models.people import stopping
from models.site.locks import lock_media
from models.site.modules import Bounds, bounds
from models.tables import GuestLink, MediaItem
from models.tables.guest_link import SLOTS, LinkStatus

# Where the admin has set no default.
USUAL_DAYS = 30


class Invited(NamedTuple):
    """`turned_on`: access was off."""

    link: GuestLink
    is_new: bool
    turned_on: bool


def invite(db: Session, media_id: int, name: str, *, may_open: Collection[int] = frozenset(), now: datetime) -> Invited:
    """The newest link that admits. If there is none, a new one called `name`, and access is turned on.

    Safe to send twice, also at the same moment: the item is locked, so the second one finds the link of the first.
    Raises WouldOpenLinks unless `may_open` has the ids of all links that turning on would open, ThreeLinks if links
    that do not admit take all places, DoesNotAdmit if no link of the item could admit now, Forbidden and NotFound.
    """
    media = lock_media(db, media_id)
    check_can_have_guests(media)
    links = _undeleted(db, media_id, now=now)
    admitting = [link for link, status in links if status == LinkStatus.ACTIVE]
    if admitting:
        return Invited(admitting[-1], is_new=False, turned_on=False)
    _check_could_admit(db, media)
    if len(links) >= len(SLOTS):
        raise ThreeLinks
    older = [link for link, status in links if status == LinkStatus.OFF]
    if not {link.id for link in older} <= set(may_open):
        raise WouldOpenLinks
    turned_on = turn_on_access(db, media_id, now=now)
    link = create_link(db, media_id, usual_link(name, bounds(db)), now=now)
    return Invited(link, is_new=True, turned_on=turned_on)


def links_to_open(db: Session, media_id: int, *, now: datetime) -> list[GuestLink]:
    """The links that let guests in again when access is turned on, oldest first."""
    return [link for link, status in _undeleted(db, media_id, now=now) if status == LinkStatus.OFF]


def usual_link(name: str, bounds: Bounds) -> NewLink:
    """With the admin's defaults, else unlimited clicks and 30 days, and never more than the admin's largest values."""
    clicks = bounds.default_clicks if bounds.default_clicks is not None else bounds.most_clicks
    days = bounds.default_days if bounds.default_days is not None else USUAL_DAYS
    return NewLink(name, clicks, days if bounds.most_days is None else min(days, bounds.most_days))


def _undeleted(db: Session, media_id: int, *, now: datetime) -> list[tuple[GuestLink, str]]:
    """With their statuses, oldest first."""
    mine = GuestLink.media_id == media_id, GuestLink.deleted_at.is_(None)
    rows = db.execute(select(GuestLink, GuestLink.status(now)).where(*mine).order_by(GuestLink.id))
    return [(link, status) for link, status in rows]


def _check_could_admit(db: Session, media: MediaItem) -> None:
    """Otherwise each press would make a link that lets nobody in, until all places are taken."""
    if media.missing_since is not None:
        raise DoesNotAdmit(LinkStatus.MEDIA_GONE)
    if stopping.owner_is_stopped(db, media.owner_id):
        raise DoesNotAdmit(LinkStatus.UNAVAILABLE)
