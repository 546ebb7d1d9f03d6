"""The sweep that records the end of visits, and removes those that have ended. Requests for bytes do not need it: they
judge by `Visit.live`."""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from models.guests.counting import COUNTED, count_removed
from models.plumbing.sweeping import IN_SETS, Swept, among, backlog, claim
from models.tables import MediaItem, Visit


def end_silent_visits(db: Session, *, now: datetime, limit: int) -> Swept:
    """Record the end of visits that were silent for 5 minutes or are 12 hours old, the longest silent first."""
    # Two questions, because each has an index of its own. Together they would read all open visits.
    silent = select(Visit.id).where(Visit.silent(now)).order_by(Visit.last_seen_at)
    old = select(Visit.id).where(Visit.too_long(now)).order_by(Visit.started_at)
    ids = claim(db, silent, limit)
    _end(db, ids, now=now)
    olds = claim(db, old, limit - len(ids))
    _end(db, olds, now=now)
    left = backlog(db, silent, len(ids), limit) + backlog(db, old, len(olds), limit - len(ids))
    removed = _remove_ended(db, now=now, limit=limit)
    return Swept(ids + olds, left, more=0 < limit == removed)


def _remove_ended(db: Session, *, now: datetime, limit: int) -> int:
    """Remove ended visits, and add them to the counts of their items and guests. Otherwise a page would count all the
    visits that its item ever had. Each statement that removes a visit also counts it, in the version before too."""
    ids = claim(db, select(Visit.id).where(Visit.removal_due(now)).order_by(Visit.ended_at), limit)
    if not ids:
        return 0
    # The visits of an item that somebody has locked are left for the next run, so that nobody waits here.
    items = select(Visit.media_id).where(among(Visit.id, ids))
    free = select(MediaItem.id).where(MediaItem.id.in_(items)).order_by(MediaItem.id)
    locked = db.scalars(free.with_for_update(skip_locked=True, key_share=True)).all()
    remove = delete(Visit).where(among(Visit.id, ids), among(Visit.media_id, locked))
    removed = db.execute(remove.returning(*COUNTED), execution_options=IN_SETS).all()
    count_removed(db, removed)
    return len(removed)


def _end(db: Session, ids: list[int], *, now: datetime) -> None:
    if ids:
        db.execute(update(Visit).where(among(Visit.id, ids)).values(ended_at=now), execution_options=IN_SETS)
