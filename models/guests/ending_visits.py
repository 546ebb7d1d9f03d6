"""The sweep that records the end of visits. Requests for bytes do not need it: they judge by `Visit.live`."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models.plumbing.database import count
from models.plumbing.sweeping import Swept, claim
from models.tables import Visit


def end_silent_visits(db: Session, *, now: datetime, limit: int) -> Swept:
    """Record the end of visits that were silent for 5 minutes or are 12 hours old, the longest silent first."""
    due = select(Visit.id).where(Visit.due(now)).order_by(Visit.last_seen_at)
    ids = claim(db, due, limit)
    db.execute(update(Visit).where(Visit.id.in_(ids)).values(ended_at=now))
    return Swept(ids, count(db, due))
