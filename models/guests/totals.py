"""How many guests a link or an item has had, and how many are here now (contract 4.48)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.guests.guest_entries import Whose
from models.tables import GuestLink, GuestSession, Visit


@dataclass(frozen=True)
class Totals:
    """`entered`: all who ever have, those who were erased too."""

    entered: int
    here_now: int


def totals(db: Session, whose: Whose, *, now: datetime) -> Totals:
    """One statement. A link counts its entries, so they are not counted here."""
    entered = select(func.coalesce(func.sum(GuestLink.clicks), 0)).where(whose.links())
    here = select(func.count(Visit.session_id.distinct())).where(Visit.media_id == whose.media_id, Visit.connected(now))
    if whose.link_id is not None:
        here = here.join(GuestSession, GuestSession.id == Visit.session_id).where(GuestSession.link_id == whose.link_id)
    return Totals(*db.execute(select(entered.scalar_subquery(), here.scalar_subquery())).one())
