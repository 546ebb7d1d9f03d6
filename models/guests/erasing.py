"""The sweep that erases guests' names and emails after the retention time. The entries stay (contract 5.12)."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models.config.settings import settings
from models.plumbing.sweeping import IN_SETS, Swept, among, backlog, claim
from models.tables import GuestEntry


def erase_guests(db: Session, *, now: datetime, limit: int, retention_days: int | None = None) -> Swept:
    """Erase name and email in entries older than `retention_days`, by default `GUESTLINK_RETENTION_DAYS`, the oldest
    first."""
    old = GuestEntry.erasure_due(now, retention_days or settings().retention_days)
    due = select(GuestEntry.id).where(old).order_by(GuestEntry.entered_at)
    ids = claim(db, due, limit)
    if ids:
        erase = update(GuestEntry).where(among(GuestEntry.id, ids)).values(name=None, email=None, erased_at=now)
        db.execute(erase, execution_options=IN_SETS)
    return Swept(ids, backlog(db, due, len(ids), limit))
