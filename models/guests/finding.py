"""Finding guests in a list: by a search, by their status, in another order (contract 4.48)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from models.guests import guest_entries
from models.guests.guest_entries import Whose
from models.guests.listed_guests import ListedGuest, entry_rows, listed
from models.plumbing import paging
from models.plumbing.paging import Page
from models.plumbing.sweeping import among
from models.tables import GuestEntry, GuestLink, GuestSession, MediaItem, Visit
from models.tables.folded import by_bytes, holds


class Status(StrEnum):
    ALL = "all"
    HERE_NOW = "here"
    REMOVED = "removed"


class Order(StrEnum):
    ENTERED = "entered"
    NAME = "name"
    WATCHED = "watched"


@dataclass(frozen=True)
class Asked:
    """`typed`: what was typed into the search field."""

    typed: str = ""
    status: Status = Status.ALL
    order: Order = Order.ENTERED

    @property
    def is_all(self) -> bool:
        return not self.typed.strip() and self.status == Status.ALL


def guests(db: Session, whose: Whose, asked: Asked, *, page: int, now: datetime) -> Page[ListedGuest]:
    """One page. It is a CountedPage where all are shown, the newest first. Raises NotFound if there is no such page."""
    if asked.is_all and asked.order == Order.ENTERED:
        return guest_entries.entries_of(db, whose, page=page, now=now)
    # The ids first: all guests of a link may have to be sorted, and whole rows are ten times as wide.
    found = paging.page_of(db, _found(db, whose, asked, now), page)
    rows = {row.id: row for row in db.execute(entry_rows().where(among(GuestEntry.id, found.rows)))}
    listed_ones = listed(db, [rows[entry_id] for entry_id in found.rows if entry_id in rows], now=now)
    return Page(listed_ones, found.number, found.has_next)


def _found(db: Session, whose: Whose, asked: Asked, now: datetime) -> Select[*tuple[Any, ...]]:
    """A query for ids, in their order."""
    query: Select[*tuple[Any, ...]] = select(GuestEntry.id)
    if asked.status == Status.HERE_NOW:
        # Asked before: they are few, and then found by their ids.
        here = db.scalars(_visits(whose).where(Visit.connected(now)).with_only_columns(_ENTRY).distinct())
        query = query.where(among(GuestEntry.id, here.all()))
    else:
        links = list(db.scalars(select(GuestLink.id).where(whose.links(), GuestLink.clicks > 0)))
        query = query.where(GuestEntry.link_id.in_(links))
    if asked.status == Status.REMOVED:
        query = query.where(GuestEntry.removed_at.is_not(None))
    if asked.typed.strip():
        query = query.where(holds(GuestEntry.folded, asked.typed))
    return _in_order(query, whose, asked.order)


def _in_order(query: Select[*tuple[Any, ...]], whose: Whose, order: Order) -> Select[*tuple[Any, ...]]:
    if order == Order.NAME:
        # Erased entries have none, and come last.
        return query.order_by(GuestEntry.folded.is_(None), by_bytes(GuestEntry.folded), GuestEntry.id)
    if order == Order.WATCHED:
        seconds = func.sum(Visit.seconds_watched()).label("seconds")
        visits = _visits(whose).with_only_columns(_ENTRY, seconds).group_by(_ENTRY).subquery()
        together = GuestEntry.watched_seconds + func.coalesce(visits.c.seconds, 0)
        with_visits = query.outerjoin(visits, visits.c.entry_id == GuestEntry.id)
        return with_visits.order_by(together.desc(), GuestEntry.id.desc())
    if whose.link_id is not None:
        return query.order_by(GuestEntry.ordinal.desc())
    # Not by the bare id: PostgreSQL would read the entries of the whole site backwards until the page is full.
    return query.order_by((GuestEntry.id + 0).desc())


_ENTRY = GuestSession.entry_id


def _visits(whose: Whose) -> Select[*tuple[Any, ...]]:
    """Those whose rows are still there: not many."""
    visits: Select[*tuple[Any, ...]] = (
        select(_ENTRY)
        .join_from(Visit, GuestSession, GuestSession.id == Visit.session_id)
        .join(MediaItem, MediaItem.id == Visit.media_id)
        .where(Visit.media_id == whose.media_id)
    )
    return visits if whose.link_id is None else visits.where(GuestSession.link_id == whose.link_id)
