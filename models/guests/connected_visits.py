"""What a web process asks about all visits whose pages are connected to it, in one statement each (contract 3.46)."""

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, cast, func, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from models.plumbing.database import on_postgresql
from models.tables import Visit
from models.tables.visit import SIGN_WRITTEN_EVERY


def over(db: Session, visits: Mapping[int, str], *, now: datetime) -> list[int]:
    """Which of these visits have lost the play right, whatever ended it. `visits`: the key of each, by its id.

    SQLite gives the id of the newest row again when that row is removed, so there the key says which visit is meant.
    """
    plays = select(Visit.id).where(Visit.plays(now))
    if on_postgresql(db):
        visit_id = _each_of(db, visits)
    else:
        each = func.json_each(json.dumps(visits)).table_valued("key", "value", name="connected")
        visit_id, plays = cast(each.c.key, Integer), plays.where(Visit.key == each.c.value)
    return list(db.scalars(select(visit_id).where(~plays.where(Visit.id == visit_id).exists())))


def silent(db: Session, visit_ids: Collection[int], *, now: datetime) -> list[int]:
    """Which of these visits are due for a sign of life (contract 2.43). Ask this first, so that nobody waits for the
    right to write when there is nothing to be written."""
    return list(db.scalars(select(Visit.id).where(_is_due(db, visit_ids, now))))


def record_signs_of_life(db: Session, visit_ids: Collection[int], *, now: datetime) -> None:
    """Record that the pages of these visits are open: where the visit is live, and at most once a minute.

    A visit that somebody else is changing right now is left for the next time, so that two processes wait neither for
    each other nor for a page.
    """
    due = select(Visit.id).where(_is_due(db, visit_ids, now)).order_by(Visit.id)
    # SQLite has one writer, and knows no other locks.
    claimed = due.with_for_update(skip_locked=True) if on_postgresql(db) else due
    db.execute(update(Visit).where(Visit.id.in_(claimed)).values(last_seen_at=now))


def _is_due(db: Session, visit_ids: Iterable[int], now: datetime) -> ColumnElement[bool]:
    stale = Visit.last_seen_at <= now - SIGN_WRITTEN_EVERY
    return Visit.id.in_(select(_each_of(db, visit_ids))) & Visit.live(now) & stale


def _each_of(db: Session, ids: Iterable[int]) -> ColumnElement[Any]:
    """A column with these ids. Their number does not change the statement."""
    if on_postgresql(db):
        return func.unnest(cast(list(ids), ARRAY(Integer))).column_valued("connected")
    return func.json_each(json.dumps(list(ids))).table_valued("value", name="connected").c.value
