"""Adding the visits whose rows are removed to what owners see: to the views and plays of their items, and to what their
guests have watched (contract 4.20, 4.50)."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, text, update
from sqlalchemy.orm import Session

from models.plumbing.database import on_postgresql
from models.tables import MediaItem, Visit

# What must be returned by a statement that removes visits, for `count_removed`.
COUNTED = (
    Visit.media_id,
    Visit.played_at,
    Visit.session_id,
    Visit.seconds_watched().label("seconds"),
    Visit.watched_parts,
    Visit.last_seen_at,
)
_ADD = (
    update(MediaItem)
    .where(MediaItem.id == bindparam("item"))
    .values(past_views=MediaItem.past_views + bindparam("views"), past_plays=MediaItem.past_plays + bindparam("plays"))
)
# The sum stays below the largest number of the column. An erased entry stays erased.
_WATCHED_ON_POSTGRESQL = text("""
    UPDATE guest_entry SET
        watched_seconds = least(guest_entry.watched_seconds::bigint + watched.seconds, 2000000000),
        watched_parts = guest_entry.watched_parts | watched.parts,
        last_seen_at = greatest(guest_entry.last_seen_at, watched.seen)
    FROM json_to_recordset(:watched) AS watched(session integer, seconds bigint, parts bigint, seen timestamptz)
    JOIN guest_session ON guest_session.id = watched.session
    WHERE guest_entry.id = guest_session.entry_id AND guest_entry.erased_at IS NULL
""")
_WATCHED_ON_SQLITE = text("""
    UPDATE guest_entry SET
        watched_seconds = min(guest_entry.watched_seconds + watched.seconds, 2000000000),
        watched_parts = guest_entry.watched_parts | watched.parts,
        last_seen_at = max(coalesce(guest_entry.last_seen_at, ''), watched.seen)
    FROM (
        SELECT guest_session.entry_id, json_extract(value, '$.seconds') AS seconds,
            json_extract(value, '$.parts') AS parts, json_extract(value, '$.seen') AS seen
        FROM json_each(:watched) JOIN guest_session ON guest_session.id = json_extract(value, '$.session')
    ) AS watched
    WHERE guest_entry.id = watched.entry_id AND guest_entry.erased_at IS NULL
""")


class Watched(NamedTuple):
    """Of some visits together: seconds, parts, and when their guest was last seen."""

    seconds: int
    parts: int
    seen: datetime

    @classmethod
    def of(cls, visits: Iterable[tuple[int, int, datetime]]) -> "Watched":
        """A part that was watched twice counts once."""
        seconds, parts, seen = zip(*visits, strict=True)
        together = 0
        for each in parts:
            together |= each
        return cls(sum(seconds), together, max(seen))


def count_removed(db: Session, visits: Sequence[Any]) -> None:
    """`visits`: COUNTED of each. Call this in the transaction that removes them, so that each is counted once. A few
    statements, however many visits."""
    views = Counter(visit.media_id for visit in visits)
    plays = Counter(visit.media_id for visit in visits if visit.played_at is not None)
    # In the order of their ids, so that two workers do not wait for each other.
    totals = [{"item": item, "views": views[item], "plays": plays[item]} for item in sorted(views)]
    if totals:
        # The items first, so that two workers with visits of one item do not wait for each other.
        db.connection().execute(_ADD, totals)
        _add_to_entries(db, visits)


def _add_to_entries(db: Session, visits: Sequence[Any]) -> None:
    of_session: dict[int, list[tuple[int, int, datetime]]] = {}
    for visit in visits:
        of_session.setdefault(visit.session_id, []).append((visit.seconds, visit.watched_parts, visit.last_seen_at))
    rows = []
    for session, each in of_session.items():
        seconds, parts, seen = Watched.of(each)
        rows.append({"session": session, "seconds": seconds, "parts": parts, "seen": _as_kept(db, seen)})
    statement = _WATCHED_ON_POSTGRESQL if on_postgresql(db) else _WATCHED_ON_SQLITE
    db.execute(statement, {"watched": json.dumps(rows)})


def _as_kept(db: Session, instant: datetime) -> str:
    """SQLite keeps times as text, and compares the text."""
    if on_postgresql(db):
        return instant.isoformat()
    return instant.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
