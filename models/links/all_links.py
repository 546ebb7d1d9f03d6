"""All links of a person's items, of an admin the site's: finding them, and ending or deleting many at once (contract
4.52)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, not_, or_, select, true
from sqlalchemy.orm import Session, aliased

from models.links.deleting import delete_link
from models.links.ending import end_link
from models.links.listing import ListedLink
from models.plumbing.keyset import Part, Turn, Turned, turned
from models.plumbing.sweeping import among
from models.tables import GuestLink, GuestSession, MediaItem, User, Visit
from models.tables.folded import first_line, holds, in_order
from models.tables.guest_link import LinkStatus
from models.tables.user import Role

LINKS_PER_PAGE = 24
# Those of a page.
MOST_AT_ONCE = LINKS_PER_PAGE


class LinkSort(StrEnum):
    NEWEST = "newest"
    NEXT_END = "end"
    NAME = "name"


@dataclass(frozen=True)
class WantedLinks:
    """Which links a person wants to see. `words` are searched in the name and in the title of the item."""

    words: str = ""
    status: LinkStatus | None = None
    sort: LinkSort = LinkSort.NEWEST


ANY = WantedLinks()
FIRST = Turn()


def links_found(
    db: Session, user: User, wanted: WantedLinks = ANY, turn: Turn = FIRST, *, now: datetime
) -> Turned[ListedLink]:
    """A page of undeleted links. The status is the stored one: files are not looked for."""
    parts = [part for mine in _mine(user) for part in _parts(user, mine, wanted, now)]
    page = turned(db, parts, turn, LINKS_PER_PAGE, lambda page: _columns(now).join(page, page.c.id == GuestLink.id))
    return Turned([ListedLink(*row) for row in page.rows], page.before, page.after)


def links_among(db: Session, user: User, link_ids: Iterable[int], *, now: datetime) -> list[ListedLink]:
    """Those of these links that this person may end and delete, in the order in which they have to be locked."""
    ids = sorted(set(link_ids))[:MOST_AT_ONCE]
    links = _columns(now).join(MediaItem, MediaItem.id == GuestLink.media_id)
    links = links.where(among(GuestLink.id, ids), GuestLink.deleted_at.is_(None), MediaItem.editable_by(user))
    return [ListedLink(*row) for row in db.execute(links.order_by(GuestLink.media_id, GuestLink.id))]


def end_links(db: Session, user: User, link_ids: Iterable[int], *, now: datetime) -> list[GuestLink]:
    """*End now*. Returns those that it has ended: not those that were ended before, and none of other people."""
    links = [row.link for row in links_among(db, user, link_ids, now=now)]
    return [link for link in links if end_link(db, link.id, now=now)]


def delete_links(db: Session, user: User, link_ids: Iterable[int], *, now: datetime) -> list[GuestLink]:
    """Returns those that it has deleted."""
    links = [row.link for row in links_among(db, user, link_ids, now=now)]
    for link in links:
        delete_link(db, link.id, now=now)
    return links


def _mine(user: User) -> Sequence[ColumnElement[bool]]:
    """The conditions of the lists that are merged. Each has an index, and none holds a link of another one."""
    if user.role == Role.ADMIN:
        return [true()]
    return [MediaItem.owner_id == user.id, MediaItem.helped_by(user)]


def _parts(user: User, mine: ColumnElement[bool], wanted: WantedLinks, now: datetime) -> Iterator[Part]:
    links = select(GuestLink.id).join(MediaItem, MediaItem.id == GuestLink.media_id)
    links = links.where(GuestLink.deleted_at.is_(None), MediaItem.deleted_at.is_(None), mine)
    if wanted.words:
        links = links.where(or_(holds(GuestLink.folded, wanted.words), _title_holds(user, wanted.words)))
    if wanted.status is not None:
        links = links.where(GuestLink.status(now) == wanted.status)
    if wanted.sort == LinkSort.NAME:
        yield Part(links, GuestLink.id, in_order(GuestLink.folded))
    elif wanted.sort == LinkSort.NEXT_END:
        ends = GuestLink.expiry_awaited(now)
        yield Part(links.where(ends), GuestLink.id, GuestLink.expires_at)
        yield Part(links.where(not_(func.coalesce(ends, false()))), GuestLink.id, number=1)
    else:
        yield Part(links, GuestLink.id)


def _title_holds(user: User, words: str) -> ColumnElement[bool]:
    if user.role != Role.ADMIN:
        return and_(holds(MediaItem.folded, words), holds(first_line(MediaItem.folded), words))
    # Once for each item, not for each link, and by an index where there is one.
    other = aliased(MediaItem)
    named = holds(other.folded, words), holds(first_line(other.folded), words), other.deleted_at.is_(None)
    return GuestLink.media_id.in_(select(other.id).where(*named))


def _columns(now: datetime) -> Select[Any]:
    """In the order of the fields of a ListedLink."""
    sessions = GuestSession.id == Visit.session_id, GuestSession.link_id == GuestLink.id
    guests = select(func.count(Visit.session_id.distinct())).where(Visit.media_id == GuestLink.media_id)
    guests = guests.where(*sessions, Visit.connected(now)).correlate(GuestLink)
    return select(GuestLink, GuestLink.status(now), guests.scalar_subquery())
