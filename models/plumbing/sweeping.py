"""What all sweeps share: how they claim the rows that are due, how they name them, and what they report.

A sweep sends a handful of statements for each batch, however many rows it has (facts 160).
"""

import json
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import (
    ARRAY,
    Boolean,
    ColumnElement,
    Dialect,
    Integer,
    Select,
    Text,
    TypeDecorator,
    bindparam,
    func,
    inspect,
    select,
    update,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.functions import FunctionElement

Row = TypeVar("Row")
File = TypeVar("File")

# Rows that wait are counted up to this number, so that a long backlog does not slow down the sweep that works it off.
MOST_COUNTED = 10_000
# For an UPDATE or DELETE of many rows. Otherwise the session would look for each of them among its objects.
IN_SETS = {"synchronize_session": False}
# A run that has erased files for this time erases no more. The lease of a step is longer (tables/workflow.py).
ERASING_SECONDS = 3.0
# A `place` before all ids: the next run begins again, even if its task would wait.
AT_ONCE = -1


@dataclass(frozen=True)
class Swept:
    """What one run did. `ids`: the rows it has done. `backlog`: how many are still due, at most MOST_COUNTED. `more`:
    there is more to do at once. `place`: it has looked at a part of a table, up to this id, and the next run looks
    further. 0: it has got to the end. `next_at`: when the next row falls due, if that is known."""

    ids: list[int]
    backlog: int
    more: bool = False
    place: int = 0
    next_at: datetime | None = None


class Ids(TypeDecorator[list[int]]):
    """Many ids as one parameter. A statement with a parameter for each would be read anew for each number of them."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(ARRAY(Integer()) if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: list[int] | None, dialect: Dialect) -> Any:
        return value if dialect.name == "postgresql" else json.dumps(value)


class _IsAmong(FunctionElement[bool]):
    type = Boolean()
    inherit_cache = True

    def self_group(self, against: Any = None) -> Any:  # noqa: ARG002 (SQLAlchemy's signature)
        """Without `= 1`, which SQLAlchemy adds on SQLite. With it, SQLite would not use an index."""
        return self


@compiles(_IsAmong)
def _among_on_postgresql(element: Any, compiler: Any, **named: Any) -> str:
    column, ids = (compiler.process(each, **named) for each in element.clauses)
    return f"{column} = ANY ({ids})"


@compiles(_IsAmong, "sqlite")
def _among_on_sqlite(element: Any, compiler: Any, **named: Any) -> str:
    column, ids = (compiler.process(each, **named) for each in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({ids}))"  # noqa: S608 (made of our own columns and parameters)


def among(column: Any, ids: Iterable[int]) -> ColumnElement[bool]:
    """Whether the column is one of these ids."""
    return _IsAmong(column, bindparam(None, list(ids), type_=Ids()))


def claim(db: Session, due: Select[Row], limit: int) -> list[Row]:
    """Lock the first rows of a query for one column or one class, at most `limit`, and return them.

    Rows that are locked already are left out, so two workers never claim the same row (facts 32). The caller need not
    check the rows again when it changes them: PostgreSQL checks the condition again if a row was changed before it got
    the lock, and on SQLite this transaction is the only writer.
    """
    # Without `of`, PostgreSQL would also lock rows that are only loaded with them, such as the media item of a link.
    table = due.column_descriptions[0]["entity"]
    return list(db.scalars(due.limit(limit).with_for_update(skip_locked=True, of=table)))


def in_time(files: Iterable[File]) -> Iterator[File]:
    """One after the other until ERASING_SECONDS are over, and one at least."""
    until = time.monotonic() + ERASING_SECONDS
    for file in files:
        yield file
        if time.monotonic() >= until:
            return


def write_changes(db: Session, rows: Iterable[Any]) -> None:
    """Write what was changed in these objects: one UPDATE for all rows of a table that have the same changes, where the
    session itself would send one for each row. The session forgets these objects; name those that others hold first."""
    same: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    changed = db.dirty
    for row in rows:
        if row in changed:
            # What was set in the object, also to the value that it had.
            changes = [(key, getattr(row, key)) for key in inspect(row).committed_state]
            same[(type(row), *changes)].append(row.id)
            db.expunge(row)
    for (table, *values), ids in same.items():
        db.execute(update(table).where(among(table.id, ids)).values(dict(values)), execution_options=IN_SETS)


def backlog(db: Session, due: Select[Any], done: int, limit: int) -> int:
    """How many rows are still due after a run that did `done` rows, at most MOST_COUNTED. After a run that was not full
    there are none, except those that others have locked and are doing now."""
    if done < limit:
        return 0
    waiting = due.order_by(None).limit(MOST_COUNTED).subquery()
    return db.scalar(select(func.count()).select_from(waiting)) or 0
