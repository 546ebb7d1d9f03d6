"""Removing guest sessions with their memberships and visits: after a link has ended, or when a session has lapsed."""

from collections import Counter
from datetime import datetime

from sqlalchemy import Select, delete, not_, select, update
from sqlalchemy.orm import Session

from models.config.settings import settings
from models.plumbing.database import count
from models.plumbing.sweeping import Swept, claim
from models.tables import GuestMembership, GuestSession, MediaItem, Visit


def remove_lapsed_sessions(db: Session, *, now: datetime, limit: int) -> Swept:
    """Remove sessions that have not loaded a page for `GUESTLINK_SESSION_DAYS`. When a link ends, a workflow removes
    its sessions, but a link may go on for years."""
    lapsed = GuestSession.lapsed(now, settings().session_days)
    oldest = select(GuestSession.id).where(lapsed).order_by(GuestSession.last_load_at)
    return Swept(remove_sessions(db, oldest, limit, now=now), count(db, oldest))


def remove_sessions(db: Session, wanted: Select[int], limit: int, *, now: datetime) -> list[int]:
    """Remove at most `limit` of the wanted sessions, with their memberships and visits. Returns the ids of the removed.

    A session with a live visit stays. A session that is locked, by a page load or another worker, is left for the next
    run.
    """
    claimed = claim(db, wanted, limit)
    removed = _remove_visits(db, claimed, now=now) if claimed else []
    if removed:
        db.execute(delete(GuestMembership).where(GuestMembership.session_id.in_(removed)))
        db.execute(delete(GuestSession).where(GuestSession.id.in_(removed)))
    return removed


def _remove_visits(db: Session, session_ids: list[int], *, now: datetime) -> list[int]:
    """Remove the visits of these sessions that are over. Returns the ids of the sessions that have no visit left.

    The statement that removes a visit also checks that it is over: since the sessions were chosen, a guest may have
    loaded the page or given a sign of life.
    """
    over = Visit.session_id.in_(session_ids), not_(Visit.live(now))
    removed = db.execute(delete(Visit).where(*over).returning(Visit.media_id, Visit.played_at)).all()
    # The counts that owners see must not shrink (contract 4.20).
    views = Counter(media_id for media_id, _ in removed)
    plays = Counter(media_id for media_id, played_at in removed if played_at is not None)
    for media_id in sorted(views):
        totals = {
            "past_views": MediaItem.past_views + views[media_id],
            "past_plays": MediaItem.past_plays + plays[media_id],
        }
        db.execute(update(MediaItem).where(MediaItem.id == media_id).values(totals))
    has_visits = select(Visit.id).where(Visit.session_id == GuestSession.id).exists()
    return list(db.scalars(select(GuestSession.id).where(GuestSession.id.in_(session_ids), not_(has_visits))))
