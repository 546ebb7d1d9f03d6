"""Guests as their owner sees them: who entered, when they were last seen, and what they have watched (contract 4.48).

An entry has what was counted of visits that are removed. The visits that are still there are added when it is shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from models.guests.counting import Watched
from models.guests.watching import share
from models.plumbing.sweeping import among
from models.tables import GuestEntry, GuestLink, GuestSession, Visit


@dataclass(frozen=True)
class ListedGuest:
    """`name` and `email` are None once they were erased. Then nothing is known of what was watched. `share`: how much
    of the recording, in percent."""

    id: int
    name: str | None
    email: str | None
    entered_at: datetime
    link_id: int
    link_name: str
    link_deleted: bool
    last_seen_at: datetime | None
    watched_seconds: int
    share: int
    is_connected: bool
    is_removed: bool

    @property
    def is_erased(self) -> bool:
        return self.name is None


def entry_rows() -> Select[*tuple[Any, ...]]:
    """What `listed` takes of each entry."""
    is_deleted = GuestLink.deleted_at.is_not(None).label("link_deleted")
    person = GuestEntry.id, GuestEntry.name, GuestEntry.email, GuestEntry.entered_at, GuestEntry.removed_at
    watched = GuestEntry.last_seen_at, GuestEntry.watched_seconds, GuestEntry.watched_parts
    of_link = GuestEntry.link_id, GuestLink.name.label("link_name"), is_deleted
    rows: Select[*tuple[Any, ...]] = select(*person, *watched, *of_link).join_from(GuestEntry, GuestLink)
    return rows


def listed(db: Session, rows: Sequence[Any], *, now: datetime) -> list[ListedGuest]:
    """These rows of `entry_rows`, with their visits. One statement."""
    visits: dict[int, list[Any]] = {row.id: [] for row in rows}
    of_visit = Visit.seconds_watched().label("seconds"), Visit.watched_parts, Visit.last_seen_at
    asked = select(GuestSession.entry_id, *of_visit, Visit.connected(now).label("is_connected")).join_from(
        Visit, GuestSession, GuestSession.id == Visit.session_id
    )
    for visit in db.execute(asked.where(among(GuestSession.entry_id, visits))) if visits else ():
        visits[visit.entry_id].append(visit)
    return [_listed(row, visits[row.id]) for row in rows]


def is_here_now(db: Session, entry_id: int, *, now: datetime) -> bool:
    visits = select(Visit.id).join_from(Visit, GuestSession, GuestSession.id == Visit.session_id)
    here = visits.where(GuestSession.entry_id == entry_id, Visit.connected(now))
    return db.scalar(here.limit(1)) is not None


def _listed(row: Any, visits: list[Any]) -> ListedGuest:
    # The row of an erased guest says only whether the guest is here now.
    told = visits if row.name is not None else []
    kept = row.watched_seconds, row.watched_parts, row.last_seen_at or row.entered_at
    each = ((visit.seconds, visit.watched_parts, visit.last_seen_at) for visit in told)
    watched = Watched.of([kept, *each])
    was_seen = bool(told) or row.last_seen_at is not None
    return ListedGuest(
        row.id,
        row.name,
        row.email,
        row.entered_at,
        row.link_id,
        row.link_name,
        bool(row.link_deleted),
        watched.seen if was_seen else None,
        watched.seconds,
        share(watched.parts),
        any(visit.is_connected for visit in visits),
        row.removed_at is not None,
    )
