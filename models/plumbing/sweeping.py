"""What every sweep shares: claiming the rows that are due, and what it reports."""

from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Select
from sqlalchemy.orm import Session

Row = TypeVar("Row")


@dataclass(frozen=True)
class Swept:
    """`ids`: the rows done in this run. `backlog`: how many are still due after it."""

    ids: list[int]
    backlog: int


def claim(db: Session, due: Select[Row], limit: int) -> list[Row]:
    """Lock and return at most `limit` rows of this query, in its order. Two sweepers never take the same row: one that
    is locked already is left out.

    The caller need not check the rows again when it changes them. PostgreSQL checks the query's condition once more on
    the row it locks, if that was changed meanwhile. On SQLite the transaction holds the one write lock.
    """
    # Without `of`, PostgreSQL would also lock the rows that are loaded along with each, such as a link's item.
    table = due.column_descriptions[0]["entity"]
    return list(db.scalars(due.limit(limit).with_for_update(skip_locked=True, of=table)))
