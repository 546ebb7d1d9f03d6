"""What a restored site needs before it gives its first answer: access off, visits and sign-ins ended, overdue names
erased."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Select, delete, func, select, update
from sqlalchemy.orm import Session

from models.guests.erasing import erase_guests
from models.links.switching import turn_off_access
from models.plumbing import database
from models.site import audit
from models.tables import GuestEntry, GuestLink, MediaItem, UserSession, Visit
from models.tables.one_time_address import OneTimeAddress

# The most entries that one transaction erases.
BATCH = 500


@dataclass(frozen=True)
class Settled:
    """Counts. `turned_off`: items whose access was on. `signed_out`: browsers in which somebody was signed in.
    `erased`: entries whose time was over."""

    media_items: int
    links: int
    guest_entries: int
    turned_off: int
    signed_out: int
    erased: int


def settle(bind: Engine, *, with_access: bool, retention_days: int, now: datetime) -> Settled:
    """What owners have ended since the backup is not known. So access is off until an admin turns it on, unless
    `with_access` (contract 11.24). Nobody is using the site yet."""
    erased = _erase_overdue(bind, retention_days, now=now)
    with database.writing(bind) as db:
        # Some were used since the backup, and must not work a second time.
        db.execute(delete(OneTimeAddress).where(OneTimeAddress.used_at.is_(None)))
        _end_visits(db, now=now)
        signed_out = _end_sign_ins(db)
        turned_off = 0 if with_access else _turn_off_access(db, now=now)
        audit.note(db, "backup_restored", user_id=None, now=now)
        return Settled(
            media_items=_count(db, select(MediaItem.id).where(MediaItem.deleted_at.is_(None))),
            links=_count(db, select(GuestLink.id).where(GuestLink.deleted_at.is_(None))),
            guest_entries=_count(db, select(GuestEntry.id)),
            turned_off=turned_off,
            signed_out=signed_out,
            erased=erased,
        )


def _turn_off_access(db: Session, *, now: datetime) -> int:
    on = list(db.scalars(select(MediaItem.id).where(MediaItem.guest_access).order_by(MediaItem.id)))
    for media_id in on:
        turn_off_access(db, media_id, now=now)
    audit.note_items(db, "access_off", on, user_id=None, now=now)
    return len(on)


def _end_visits(db: Session, *, now: datetime) -> None:
    """Nobody is watching here. A page that is still open somewhere gets a new visit if it may be loaded."""
    db.execute(update(Visit).where(Visit.ended_at.is_(None)).values(ended_at=now))


def _end_sign_ins(db: Session) -> int:
    """Some have ended since the backup: a person signed out or chose a new password, or an admin ended them."""
    ended = _count(db, select(UserSession.id))
    db.execute(delete(UserSession))
    return ended


def _erase_overdue(bind: Engine, retention_days: int, *, now: datetime) -> int:
    erased = 0
    while True:
        with database.writing(bind) as db:
            ids = erase_guests(db, now=now, limit=BATCH, retention_days=retention_days).ids
        erased += len(ids)
        if len(ids) < BATCH:
            return erased


def _count(db: Session, rows: Select[Any]) -> int:
    return db.scalar(select(func.count()).select_from(rows.subquery())) or 0
