"""Ending silent visits: recording that they are over, as every byte request has judged by itself."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models.plumbing.database import count
from models.plumbing.sweeping import Swept, claim
from models.tables import Visit


def end_silent_visits(db: Session, *, now: datetime, limit: int) -> Swept:
    """Silent for 5 minutes, or 12 hours old."""
    due = select(Visit.id).where(Visit.due(now)).order_by(Visit.last_seen_at)
    ids = claim(db, due, limit)
    # Judged again: on SQLite there is no row lock, and a visit that has just been seen lives on.
    db.execute(update(Visit).where(Visit.id.in_(ids), Visit.due(now)).values(ended_at=now))
    return Swept(ids, count(db, due))
