"""Removing guest sessions with their memberships and visits: after a link has ended, or when a session has lapsed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, delete, not_, select
from sqlalchemy.orm import Session

from models.config.settings import settings
from models.guests.counting import COUNTED, count_removed
from models.plumbing.sweeping import IN_SETS, Swept, among, backlog, claim
from models.tables import GuestMembership, GuestSession, Visit
from models.tables.visit import KEPT_AFTER_END


def remove_lapsed_sessions(db: Session, *, now: datetime, limit: int) -> Swept:
    """Remove sessions that have not loaded a page for `GUESTLINK_SESSION_DAYS`. When a link ends, a workflow removes
    its sessions, but a link may go on for years."""
    # A guest who was removed may have watched a moment ago (`KEPT_AFTER_END`).
    has_just_ended = select(Visit.id).where(Visit.session_id == GuestSession.id, Visit.ended_at > now - KEPT_AFTER_END)
    lapsed = and_(GuestSession.lapsed(now, settings().session_days), not_(has_just_ended.exists()))
    oldest = select(GuestSession.id).where(lapsed).order_by(GuestSession.last_load_at)
    removed = [row.id for row in remove_sessions(db, oldest, limit, now=now)]
    return Swept(removed, backlog(db, oldest, len(removed), limit))


def remove_sessions(db: Session, wanted: Select[Any], limit: int, *, now: datetime) -> Sequence[Any]:
    """Remove at most `limit` of the sessions with the wanted ids, with their memberships and visits. Returns id,
    `link_id` and `epoch` of each removed one.

    A session with a live visit stays. A session that is locked, by a page load or another worker, is left for the next
    run.
    """
    claimed = claim(db, wanted, limit)
    removable = _remove_visits(db, claimed, now=now) if claimed else []
    if not removable:
        return []
    memberships = delete(GuestMembership).where(among(GuestMembership.session_id, removable))
    db.execute(memberships, execution_options=IN_SETS)
    sessions = delete(GuestSession).where(among(GuestSession.id, removable))
    removed = sessions.returning(GuestSession.id, GuestSession.link_id, GuestSession.epoch)
    return db.execute(removed, execution_options=IN_SETS).all()


def _remove_visits(db: Session, session_ids: list[int], *, now: datetime) -> list[int]:
    """Remove the visits of these sessions that are over. Returns the ids of the sessions that have no visit left.

    The statement that removes a visit also checks that it is over: since the sessions were chosen, a guest may have
    loaded the page or given a sign of life.
    """
    over = delete(Visit).where(among(Visit.session_id, session_ids), not_(Visit.live(now)))
    removed = db.execute(over.returning(*COUNTED), execution_options=IN_SETS).all()
    # What owners see must not shrink (contract 4.20).
    count_removed(db, removed)
    has_visits = select(Visit.id).where(Visit.session_id == GuestSession.id).exists()
    return list(db.scalars(select(GuestSession.id).where(among(GuestSession.id, session_ids), not_(has_visits))))
