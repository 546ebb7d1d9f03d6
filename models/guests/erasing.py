"""Erasing guests' names and emails: after the retention time (contract 5.12), and on request (contract 11.65). The
entries stay."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from sqlalchemy import Row, select, update
from sqlalchemy.orm import Session

from models.config.settings import settings
from models.plumbing.fields import clean_others_email
from models.plumbing.sweeping import IN_SETS, Swept, among, backlog, claim
from models.tables import GuestEntry

# Of entries that are erased, or looked at, in one statement.
BATCH = 1000
# What is known of the person behind an entry. The time of the entry, and what it counts for, stay.
_NOTHING = {
    "name": None,
    "email": None,
    "folded": None,
    "last_seen_at": None,
    "watched_seconds": 0,
    "watched_parts": 0,
}


def erase_guests(db: Session, *, now: datetime, limit: int, retention_days: int | None = None) -> Swept:
    """Erase entries older than `retention_days`, by default `GUESTLINK_RETENTION_DAYS`, the oldest first."""
    old = GuestEntry.erasure_due(now, settings().retention_days if retention_days is None else retention_days)
    due = select(GuestEntry.id).where(old).order_by(GuestEntry.entered_at)
    ids = claim(db, due, limit)
    if ids:
        _erase(db, ids, now=now)
    return Swept(ids, backlog(db, due, len(ids), limit))


def erase_address(db: Session, email: str, *, now: datetime) -> int:
    """Erase every entry of this address at once, in whatever capitals it was typed, and return how many. Raises
    Invalid."""
    ids = _entries_of(db, email)
    for at in range(0, len(ids), BATCH):
        _erase(db, ids[at : at + BATCH], now=now)
    return len(ids)


def count_address(db: Session, email: str) -> int:
    """How many entries `erase_address` would erase. Raises Invalid."""
    return len(_entries_of(db, email))


def _entries_of(db: Session, email: str) -> list[int]:
    """The unerased entries of this address. Capitals are compared here: the databases know those of ASCII only, or go
    by their own language."""
    typed = clean_others_email(email).lower()

    def of_address(rows: Iterable[Row[int, str | None]]) -> set[int]:
        return {entry_id for entry_id, each in rows if each is not None and each.lower() == typed}

    # In this order: an entry whose text is made between the two questions is found twice, and not missed.
    without_text = of_address(_without_text(db))
    may_have_it = select(GuestEntry.id, GuestEntry.email).where(GuestEntry.may_have_address(typed))
    return sorted(without_text | of_address(db.execute(may_have_it)))


def _without_text(db: Session) -> Iterator[Row[int, str | None]]:
    """Id and email of those that an older version has written since the last start."""
    reached = 0
    some = select(GuestEntry.id, GuestEntry.email).where(GuestEntry.incomplete()).order_by(GuestEntry.id).limit(BATCH)
    while rows := db.execute(some.where(GuestEntry.id > reached)).all():
        yield from rows
        reached = rows[-1].id


def _erase(db: Session, ids: list[int], *, now: datetime) -> None:
    erase = update(GuestEntry).where(among(GuestEntry.id, ids)).values(**_NOTHING, erased_at=now)
    db.execute(erase, execution_options=IN_SETS)
