"""What a guest watches, as the player reports it with its signs of life (contract 4.50), and where the guest has got to
(contract 3.50)."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Float,
    Integer,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from models.guests.playing import is_visit_of_guest
from models.guests.visiting import Guest, is_session_of_guest
from models.plumbing.database import on_postgresql
from models.tables import GuestLink, GuestSession, MediaFile, Visit
from models.tables.base import seconds_between, table_of
from models.tables.bound_now import NOW
from models.tables.media_file import FileRole
from models.tables.visit import NOTHING_PLAYED

# A recording has so many parts. A part was watched when half of it was played.
PARTS = 50
# No browser plays faster.
FASTEST = 16
MOST_SECONDS = 2_000_000_000
# A poster or captions have no length, so every part of them could have been watched at once.
_RECORDING = [FileRole.PLAYABLE.value, FileRole.REPLACED.value]


@dataclass(frozen=True)
class Report:
    """`seconds`: of the recording, played in this visit; played twice, they count twice. `parts`: a bit for each part
    that was watched, the first in the lowest bit. `place`: the second where the guest is, in the file with the id
    `file_id`. The last three are known of recordings only."""

    seconds: int
    parts: int = 0
    place: float | None = None
    file_id: int | None = None


def share(parts: int) -> int:
    """How much of the recording was watched, in percent."""
    return parts.bit_count() * 100 // PARTS


def record_report(
    db: Session | Connection,
    guest: Guest,
    visit_key: str,
    report: Report,
    *,
    now: datetime,
    played: bool = False,
    leaves: bool = False,
) -> None:
    """Record what the player of this visit has reported, which is a sign of life too. Repeating a report changes
    nothing: of one visit the greater number counts, and each part once.

    Does nothing if the visit has no play right. A guest who `leaves` needs none: what was watched before an owner ended
    the visit counts.
    """
    values = {
        "visit": visit_key,
        "seconds": min(report.seconds, MOST_SECONDS) or NOTHING_PLAYED,
        "parts": report.parts,
        # Half of each part is the least that was played.
        "least_share": report.parts.bit_count() / PARTS / 2,
        "place": report.place,
        "file": report.file_id,
    }
    if on_postgresql(db) and report.file_id is not None:
        guest.execute(db, _in_one_statement(played=played, leaves=leaves), now, **values)
        return
    reported = guest.execute(db, _on_visit(played=played, leaves=leaves), now, **values).first()
    if reported is not None and report.file_id is not None:
        guest.execute(db, _on_session(), now, **values)


@cache
def _on_visit(*, played: bool, leaves: bool) -> Any:
    return _watched(is_visit_of_guest(), played=played, leaves=leaves)


def _watched(of_guest: ColumnElement[bool], *, played: bool, leaves: bool) -> Any:
    believed = _believed_seconds()
    counts_more = or_(Visit.watched_seconds == 0, believed > Visit.watched_seconds)
    values: dict[str, Any] = {
        "watched_seconds": case((counts_more, believed), else_=Visit.watched_seconds),
        "watched_parts": Visit.watched_parts.bitwise_or(_believed_parts()),
        "last_seen_at": NOW,
    }
    if played:
        values["played_at"] = func.coalesce(Visit.played_at, NOW)
    counts = Visit.live(NOW) if leaves else Visit.plays(NOW)
    changed = update(table_of(Visit)).where(of_guest, counts).values(values)
    return changed.returning(Visit.session_id, Visit.media_id)


def _elapsed() -> ColumnElement[int]:
    return seconds_between(Visit.started_at, NOW)


def _believed_seconds() -> ColumnElement[int]:
    most, said = _elapsed() * FASTEST, bindparam("seconds", type_=Integer())
    return case((said > most, most), else_=said)


def _believed_parts() -> ColumnElement[int]:
    """All of them or none: none if they could not have been played since the visit began, or if the file is not a
    recording of the item."""
    file = select(func.coalesce(MediaFile.duration_seconds, 0)).where(_is_file_of(Visit.media_id))
    length = file.correlate(Visit).scalar_subquery()
    could_be = length * bindparam("least_share", type_=Float()) <= _elapsed() * FASTEST
    return case((could_be, bindparam("parts", type_=BigInteger())), else_=0)


def _is_file_of(media_id: Any) -> ColumnElement[bool]:
    is_named = MediaFile.id == bindparam("file", type_=Integer())
    return and_(is_named, MediaFile.media_id == media_id, MediaFile.role.in_(_RECORDING))


def _place() -> dict[str, Any]:
    """The name in the storage says which recording it is: a replaced one begins anew."""
    return {"place": bindparam("place", type_=Float()), "place_in": MediaFile.stored_name}


@cache
def _on_session() -> Any:
    """For SQLite, where a CTE cannot write."""
    file = _is_file_of(GuestLink.media_id), GuestLink.id == GuestSession.link_id
    return update(table_of(GuestSession)).where(is_session_of_guest(), *file).values(_place())


@cache
def _in_one_statement(*, played: bool, leaves: bool) -> Any:
    """The session is locked before its visit, as where a session is ended. In the opposite order the two could wait for
    each other."""
    session = select(GuestSession.id).where(is_session_of_guest()).with_for_update(key_share=True).cte("session")
    of_guest = and_(Visit.key == bindparam("visit"), Visit.session_id == select(session.c.id).scalar_subquery())
    reported = _watched(of_guest, played=played, leaves=leaves).cte("reported")
    of_visit = GuestSession.id == reported.c.session_id, _is_file_of(reported.c.media_id)
    return update(table_of(GuestSession)).where(*of_visit).values(_place())
