"""Reading the audit log: who did what, newest first (contract 12.47). `audit` writes it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from sqlalchemy import Select, Subquery, select
from sqlalchemy.orm import Session

from models.plumbing.keyset import Page, PageStart, Part, Place, page_from
from models.tables import AuditEntry, GuestLink, MediaItem, User

ROWS_PER_PAGE = 50
# In a file.
MOST_ROWS = 50_000
READ_AT_ONCE = 1000

_COLUMNS = (
    AuditEntry.at,
    AuditEntry.act,
    AuditEntry.detail,
    AuditEntry.user_id,
    User.name.label("user_name"),
    User.email.label("user_email"),
    AuditEntry.media_id,
    MediaItem.title,
    MediaItem.deleted_at,
    AuditEntry.link_id,
    GuestLink.name.label("link_name"),
)


@dataclass(frozen=True)
class Wanted:
    """Which entries. None: all. `command_line`: only what nobody who was signed in did."""

    user_id: int | None = None
    command_line: bool = False
    act: str | None = None
    media_id: int | None = None
    link_id: int | None = None


class Noted(NamedTuple):
    """One entry. What it tells of may be gone: then its ids are there, and the names are None. A `user_id` of None is
    the command line."""

    at: datetime
    act: str
    detail: str
    user_id: int | None
    user_name: str | None
    user_email: str | None
    media_id: int | None
    title: str | None
    deleted_at: datetime | None
    link_id: int | None
    link_name: str | None


def entries(db: Session, wanted: Wanted, start: PageStart, *, most: int = ROWS_PER_PAGE) -> Page[Noted]:
    """One page of them, in one statement."""
    page = page_from(db, [Part(_rows(wanted), AuditEntry.id)], start, most, _load)
    return Page([Noted(*row) for row in page.rows], page.before, page.after)


def newest_entries(db: Session, wanted: Wanted) -> Iterator[Noted]:
    """For a file."""
    return islice(_all(db, wanted), MOST_ROWS)


def last_time_of(db: Session, act: str) -> datetime | None:
    """None if it was never noted."""
    return db.scalar(select(AuditEntry.at).where(AuditEntry.act == act).order_by(AuditEntry.id.desc()).limit(1))


def _all(db: Session, wanted: Wanted) -> Iterator[Noted]:
    place: Place | None = None
    while True:
        page = entries(db, wanted, PageStart(place), most=READ_AT_ONCE)
        yield from page.rows
        place = page.after
        if place is None:
            return


def _rows(wanted: Wanted) -> Select[AuditEntry]:
    rows = select(AuditEntry)
    if wanted.command_line:
        rows = rows.where(AuditEntry.user_id.is_(None))
    for column, value in (
        (AuditEntry.user_id, wanted.user_id),
        (AuditEntry.act, wanted.act),
        (AuditEntry.media_id, wanted.media_id),
        (AuditEntry.link_id, wanted.link_id),
    ):
        if value is not None:
            rows = rows.where(column == value)
    return rows


def _load(page: Subquery) -> Select[*tuple[object, ...]]:
    rows = select(*_COLUMNS).select_from(page).join(AuditEntry, AuditEntry.id == page.c.id)
    rows = rows.outerjoin(User, User.id == AuditEntry.user_id)
    rows = rows.outerjoin(MediaItem, MediaItem.id == AuditEntry.media_id)
    return rows.outerjoin(GuestLink, GuestLink.id == AuditEntry.link_id)
