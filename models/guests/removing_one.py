"""Removing one guest (contract 2.55)."""

from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from models.errors import NotFound
from models.tables import GuestEntry, GuestMembership, GuestSession, Visit
from models.tables.guest_session import NO_EPOCH


def remove_guest(db: Session, entry_id: int, *, now: datetime) -> None:
    """End the guest session and its visits at once. The entry stays, and the click that it was. Safe to call twice.
    Raises NotFound."""
    entry = db.get(GuestEntry, entry_id)
    if entry is None:
        raise NotFound("There is no guest entry %(id)s.", id=str(entry_id))
    # First of all, and in the session's own row: a page load that waits for this row judges it again afterwards, but
    # not the membership, which it has read before.
    end = update(GuestSession).where(GuestSession.entry_id == entry_id).values(epoch=NO_EPOCH)
    session_id = db.scalar(end.returning(GuestSession.id))
    if session_id is not None:
        db.execute(delete(GuestMembership).where(GuestMembership.session_id == session_id))
        # The rows stay for a while (`KEPT_AFTER_END`), and the session, to which they refer, until it has lapsed.
        visits = update(Visit).where(Visit.session_id == session_id, Visit.ended_at.is_(None))
        db.execute(visits.values(ended_at=now))
    db.execute(
        update(GuestEntry).where(GuestEntry.id == entry_id, GuestEntry.removed_at.is_(None)).values(removed_at=now)
    )
