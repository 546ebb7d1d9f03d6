"""Erasing guests' names and emails after the retention time; the entries and the counts stay (contract 5.12)."""

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from models.config.settings import settings
from models.plumbing.swept import Swept
from models.tables import GuestEntry


def erase_guests(db: Session, *, now: datetime, limit: int) -> Swept:
    """Entries older than `GUESTLINK_RETENTION_DAYS`, oldest first."""
    due = GuestEntry.erasure_due(now, settings().retention_days)
    claim = select(GuestEntry.id).where(due).order_by(GuestEntry.entered_at).limit(limit)
    ids = list(db.scalars(claim.with_for_update(skip_locked=True)))
    db.execute(update(GuestEntry).where(GuestEntry.id.in_(ids)).values(name=None, email=None, erased_at=now))
    backlog = db.scalar(select(func.count(GuestEntry.id)).where(due)) or 0
    return Swept(ids, backlog)
