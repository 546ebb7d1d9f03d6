"""Lists of media items, for the owner's pages and the command line."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    and_,
    exists,
    func,
    literal_column,
    not_,
    or_,
    select,
    true,
    tuple_,
)
from sqlalchemy.orm import Session, aliased

from models.links.listed_items import Items, few_or_all, items_of
from models.plumbing.keyset import Page, PageStart, Part, page_from
from models.tables import GuestLink, MediaCollaborator, MediaFile, MediaItem, User, Visit
from models.tables.folded import holds, in_order
from models.tables.guest_link import LinkStatus
from models.tables.media_file import FileRole
from models.tables.media_item import Visibility
from models.tables.user import Role

# Of the items that others share with everybody, below the first page of a person's own.
MAX_SHARED = 12
ITEMS_PER_PAGE = 24


class Whose(StrEnum):
    MINE = "mine"
    OTHERS = "others"


class Sort(StrEnum):
    NEWEST = "newest"
    TITLE = "title"
    NEXT_END = "end"


@dataclass(frozen=True)
class Wanted:
    """Which items a person wants to see. `access`: whether guest access is on; None is both. `whose`: None is all that
    they may edit; OTHERS are those of other people, which they may edit or watch."""

    words: str = ""
    kind: str | None = None
    access: bool | None = None
    whose: Whose | None = None
    sort: Sort = Sort.NEWEST

    @property
    def is_narrowed(self) -> bool:
        """Whether items may be left out."""
        return replace(self, sort=Sort.NEWEST) != Wanted()


@dataclass(frozen=True)
class Card:
    """What the list shows of an item. `duration` is in seconds. `active_links` admit now; `next_end` is when the first
    of them ends; `next_start` when a link that only waits for its start will admit. `connected` counts guests.
    `is_editable`: by the person who looks at the list."""

    item: MediaItem
    is_editable: bool
    has_poster: bool
    duration: float | None
    active_links: int
    next_end: datetime | None
    next_start: datetime | None
    connected: int


ANY = Wanted()
FIRST = PageStart()


def media_of(db: Session, user: User, wanted: Wanted = ANY, start: PageStart = FIRST, *, now: datetime) -> Page[Card]:
    """A page of items. Raises NotFound for a start in a list with another order."""
    which = list(_which(user, wanted.whose))
    return _cards(db, user, _parts(db, which, wanted, now), start, ITEMS_PER_PAGE, now=now)


def shared_with(db: Session, user: User, wanted: Wanted = ANY, *, now: datetime) -> Page[Card]:
    """The items that other people share with everybody on this site, at most MAX_SHARED."""
    if user.role == Role.ADMIN:
        # An admin may edit all items.
        return Page([])
    return _cards(db, user, _parts(db, [_site_wide(user)], wanted, now), FIRST, MAX_SHARED, now=now)


def all_media(db: Session) -> list[MediaItem]:
    """All items that are not deleted, oldest first."""
    return list(db.scalars(select(MediaItem).where(MediaItem.deleted_at.is_(None)).order_by(MediaItem.id)))


def _which(user: User, whose: Whose | None) -> Iterator[ColumnElement[bool]]:
    """The conditions of the lists that are merged. Each has an index, and none holds an item of another one."""
    mine = MediaItem.owner_id == user.id
    if user.role == Role.ADMIN:
        yield true() if whose is None else mine if whose == Whose.MINE else not_(mine)
        return
    if whose != Whose.OTHERS:
        yield mine
    if whose != Whose.MINE:
        yield MediaItem.helped_by(user)
    if whose == Whose.OTHERS:
        yield _site_wide(user)


def _site_wide(user: User) -> ColumnElement[bool]:
    others = MediaItem.owner_id != user.id, MediaItem.id.not_in(MediaCollaborator.items_of(user))
    return and_(MediaItem.visibility == literal_column(f"'{Visibility.SITE}'"), *others)


def _parts(db: Session, which: list[ColumnElement[bool]], wanted: Wanted, now: datetime) -> list[Part]:
    there = MediaItem.deleted_at.is_(None), *_filters(wanted)
    lists = [select(MediaItem.id).where(condition, *there) for condition in which]
    # The ids have the order of the newest.
    found = items_of(lists) if wanted.sort == Sort.NEWEST else few_or_all(db, lists)
    return [part for items in found for part in _parts_of(items, wanted.sort, now)]


def _parts_of(items: Items, sort: Sort, now: datetime) -> Iterator[Part]:
    if sort == Sort.TITLE:
        yield Part(items.rows, MediaItem.id, in_order(MediaItem.folded))
    elif sort == Sort.NEXT_END:
        ending = select(GuestLink.media_id).where(_is_next_end(now), items.has_link)
        yield Part(ending, GuestLink.media_id, GuestLink.expires_at)
        endless = ~exists().where(GuestLink.media_id == MediaItem.id, _ends(GuestLink, now))
        yield Part(items.rows.where(endless), MediaItem.id, number=1)
    else:
        yield Part(items.rows, MediaItem.id)


def _filters(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if wanted.words:
        yield holds(MediaItem.folded, wanted.words)
    if wanted.kind is not None:
        yield MediaItem.kind == wanted.kind
    if wanted.access is not None:
        yield MediaItem.guest_access.is_(wanted.access)


def _ends(link: Any, now: datetime) -> ColumnElement[bool]:
    """Whether it admits, and will end by itself."""
    return and_(link.expiry_awaited(now), link.admits(now))


def _is_next_end(now: datetime) -> ColumnElement[bool]:
    """Whether it is the first link of its item to end."""
    other = aliased(GuestLink)
    sooner = tuple_(other.expires_at, other.id) < tuple_(GuestLink.expires_at, GuestLink.id)
    return and_(_ends(GuestLink, now), ~exists().where(other.media_id == GuestLink.media_id, _ends(other, now), sooner))


def _cards(db: Session, user: User, parts: list[Part], start: PageStart, most: int, *, now: datetime) -> Page[Card]:
    page = page_from(db, parts, start, most, lambda page: _columns(page, user, now))
    return Page([Card(*row) for row in page.rows], page.before, page.after)


def _columns(page: Subquery, user: User, now: datetime) -> Select[Any]:
    """In the order of the fields of a card."""
    is_admin = user.role == Role.ADMIN
    editable = true() if is_admin else or_(MediaItem.owner_id == user.id, MediaItem.helped_by(user))
    files, links = MediaFile.media_id == MediaItem.id, GuestLink.media_id == MediaItem.id
    poster = exists().where(files, MediaFile.role == FileRole.POSTER)
    shown = MediaFile.role.in_([FileRole.PLAYABLE, FileRole.ORIGINAL])
    length = select(func.max(MediaFile.duration_seconds)).where(files, shown)
    active = links, GuestLink.admits(now)
    number, end = (select(each).where(*active) for each in (func.count(GuestLink.id), func.min(GuestLink.expires_at)))
    start = select(func.min(GuestLink.starts_at)).where(links, GuestLink.status(now) == LinkStatus.NOT_YET)
    guests = select(func.count(Visit.session_id.distinct())).where(Visit.media_id == MediaItem.id, Visit.connected(now))
    counted = (each.correlate(MediaItem).scalar_subquery() for each in (length, number, end, start, guests))
    return select(MediaItem, editable, poster, *counted).join(page, page.c.id == MediaItem.id)
