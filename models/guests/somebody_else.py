"""Somebody else enters in the browser of a guest: that guest's session ends (contract 3.51)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.guests.removing_guests import end_guest_session
from models.guests.visiting import Guest, is_session_of_guest
from models.tables import GuestSession


def make_way(db: Session, guest: Guest, *, now: datetime) -> None:
    """End this guest's session and its visits. Safe to call twice."""
    session_id = guest.execute(db, select(GuestSession.id).where(is_session_of_guest()), now).scalar()
    if session_id is not None:
        end_guest_session(db, session_id, now=now)
