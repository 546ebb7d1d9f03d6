"""Removing guest sessions with their memberships and visits: after a link has ended, and those that lapsed."""

from collections import Counter
from datetime import datetime

from sqlalchemy import ColumnElement, Select, delete, not_, select, update
from sqlalchemy.orm import Session

from models.config.settings import settings
from models.plumbing.database import count
from models.plumbing.sweeping import Swept, claim
from models.tables import GuestMembership, GuestSession, MediaItem, Visit


def remove_lapsed_sessions(db: Session, *, now: datetime, limit: int) -> Swept:
    """Guest sessions that nobody has loaded for `GUESTLINK_SESSION_DAYS`, of links that go on: their workflow may be
    years away, and until then every guest of every week would lie here."""
    lapsed = GuestSession.lapsed(now, settings().session_days)
    oldest = select(GuestSession.id).where(lapsed).order_by(GuestSession.last_load_at)
    return Swept(remove_sessions(db, oldest, limit, now=now), count(db, oldest))


def connected(now: datetime) -> ColumnElement[bool]:
    return select(Visit.id).where(Visit.session_id == GuestSession.id, Visit.live(now)).exists()


def remove_sessions(db: Session, wanted: Select[int], limit: int, *, now: datetime) -> list[int]:
    """Of these sessions those that nobody is connected by, with their memberships and visits; returns them."""
    # Held first: a page that is being loaded, and another workflow at the same guests, are left for the next run.
    held = claim(db, wanted, limit)
    gone = _without_visits(db, held, now=now) if held else []
    if gone:
        db.execute(delete(GuestMembership).where(GuestMembership.session_id.in_(gone)))
        db.execute(delete(GuestSession).where(GuestSession.id.in_(gone)))
    return gone


def _without_visits(db: Session, session_ids: list[int], *, now: datetime) -> list[int]:
    """Remove the visits that are over; returns the sessions that have none left. Each visit is judged as it is removed:
    a guest who gave a sign of life since, or loaded the page, is connected again and stays."""
    over = Visit.session_id.in_(session_ids), not_(Visit.live(now))
    removed = db.execute(delete(Visit).where(*over).returning(Visit.media_id, Visit.played_at)).all()
    # Views and plays outlive the visits that made them.
    views = Counter(media_id for media_id, _ in removed)
    plays = Counter(media_id for media_id, played_at in removed if played_at is not None)
    for media_id in sorted(views):
        kept = {
            "past_views": MediaItem.past_views + views[media_id],
            "past_plays": MediaItem.past_plays + plays[media_id],
        }
        db.execute(update(MediaItem).where(MediaItem.id == media_id).values(kept))
    visited = select(Visit.id).where(Visit.session_id == GuestSession.id).exists()
    return list(db.scalars(select(GuestSession.id).where(GuestSession.id.in_(session_ids), not_(visited))))
