"""Removing one guest (contract 2.55)."""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from models.errors import NotFound
from models.tables import GuestEntry, GuestLink, GuestMembership, GuestSession, Visit
from models.tables.guest_session import LONG_AGO, NO_EPOCH


def remove_guest(db: Session, entry_id: int, *, now: datetime) -> GuestLink | None:
    """End the guest session and its visits at once. The entry stays, and the click that it was. Returns the link, or
    None if the guest had been removed before. Raises NotFound."""
    entry = db.get(GuestEntry, entry_id)
    if entry is None:
        raise NotFound("There is no guest entry %(id)s.", id=str(entry_id))
    session_id = db.scalar(select(GuestSession.id).where(GuestSession.entry_id == entry_id))
    if session_id is not None:
        end_guest_session(db, session_id, now=now)
    staying = GuestEntry.id == entry_id, GuestEntry.removed_at.is_(None)
    removed = update(GuestEntry).where(*staying).values(removed_at=now).returning(GuestEntry.link_id)
    link_id = db.scalar(removed)
    return None if link_id is None else db.get_one(GuestLink, link_id)


def end_guest_session(db: Session, session_id: int, *, now: datetime) -> None:
    """End this guest session and its visits. Safe to call twice."""
    # First of all, and in the session's own row: a page load that waits for this row judges it again afterwards, but
    # not the membership, which it has read before.
    void = {"epoch": NO_EPOCH, "last_load_at": LONG_AGO}
    db.execute(update(GuestSession).where(GuestSession.id == session_id).values(void))
    db.execute(delete(GuestMembership).where(GuestMembership.session_id == session_id))
    # Their rows stay for a while (`KEPT_AFTER_END`), and so does the session, to which they refer.
    visits = update(Visit).where(Visit.session_id == session_id, Visit.ended_at.is_(None))
    db.execute(visits.values(ended_at=now))
