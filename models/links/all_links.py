"""All links of a person's items, of an admin the site's: finding them, and ending or deleting many at once (contract
4.52)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, false, func, not_, or_, select
from sqlalchemy.orm import Session

from models.links.deleting import delete_link
from models.links.ending import end_link
from models.links.listed_items import Items, few_or_all, items_of
from models.links.listing import ListedLink
from models.plumbing.keyset import Page, PageStart, Part, few_and_many, page_from
from models.plumbing.sweeping import among
from models.tables import GuestLink, GuestSession, MediaItem, User, Visit
from models.tables.folded import first_line, holds, in_order
from models.tables.guest_link import LinkStatus
from models.tables.user import Role

LINKS_PER_PAGE = 24
# People choose links on one page, so no request of ours names more.
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
FIRST = PageStart()


def links_found(
    db: Session, user: User, wanted: WantedLinks = ANY, start: PageStart = FIRST, *, now: datetime
) -> Page[ListedLink]:
    """A page of undeleted links. The status is the stored one: files are not looked for."""
    page = page_from(
        db,
        list(_parts(db, user, wanted, now)),
        start,
        LINKS_PER_PAGE,
        lambda page: _columns(now).join(page, page.c.id == GuestLink.id),
    )
    return Page([ListedLink(*row) for row in page.rows], page.before, page.after)


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
    """Returns those that it has deleted: not those that somebody else has deleted meanwhile."""
    links = [row.link for row in links_among(db, user, link_ids, now=now)]
    return [link for link in links if delete_link(db, link.id, now=now)]


def _items(db: Session, user: User) -> list[Items]:
    """Those whose links are listed. No item is in two of the lists."""
    there = select(MediaItem.id).where(MediaItem.deleted_at.is_(None))
    if user.role == Role.ADMIN:
        return items_of([there])
    return few_or_all(db, [there.where(MediaItem.owner_id == user.id), there.where(MediaItem.helped_by(user))])


def _parts(db: Session, user: User, wanted: WantedLinks, now: datetime) -> Iterator[Part]:
    lists = [_links(items, wanted, now) for items in _items(db, user)]
    if wanted.words or wanted.status is not None:
        ids, many = few_and_many(db, lists, GuestLink.id)
        lists = [*many, select(GuestLink.id).where(among(GuestLink.id, ids))]
    for links in lists:
        if wanted.sort == LinkSort.NAME:
            yield Part(links, GuestLink.id, in_order(GuestLink.folded))
        elif wanted.sort == LinkSort.NEXT_END:
            ends = GuestLink.expiry_awaited(now)
            yield Part(links.where(ends), GuestLink.id, GuestLink.expires_at)
            yield Part(links.where(not_(func.coalesce(ends, false()))), GuestLink.id, number=1)
        else:
            yield Part(links, GuestLink.id)


def _links(items: Items, wanted: WantedLinks, now: datetime) -> Select[int]:
    links = select(GuestLink.id).where(GuestLink.deleted_at.is_(None), items.has_link)
    if wanted.words:
        # Once for each item, not for each link, and by an index where there is one.
        titles = holds(MediaItem.folded, wanted.words), holds(first_line(MediaItem.folded), wanted.words)
        named = items.rows.where(*titles).correlate(None)
        links = links.where(or_(holds(GuestLink.folded, wanted.words), GuestLink.media_id.in_(named)))
    if wanted.status is not None:
        links = links.where(GuestLink.status(now) == wanted.status)
    return links


def _columns(now: datetime) -> Select[Any]:
    """In the order of the fields of a ListedLink."""
    sessions = GuestSession.id == Visit.session_id, GuestSession.link_id == GuestLink.id
    guests = select(func.count(Visit.session_id.distinct())).where(Visit.media_id == GuestLink.media_id)
    guests = guests.where(*sessions, Visit.connected(now)).correlate(GuestLink)
    return select(GuestLink, GuestLink.status(now), guests.scalar_subquery())
