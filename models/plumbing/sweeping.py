"""What all sweeps share: how they claim the rows that are due, and what they report."""

from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Select
from sqlalchemy.orm import Session

Row = TypeVar("Row")


@dataclass(frozen=True)
class Swept:
    """What one run did. `ids`: the rows it has done. `backlog`: how many are still due."""

    ids: list[int]
    backlog: int


def claim(db: Session, due: Select[Row], limit: int) -> list[Row]:
    """Lock the first rows of a query for one column or one class, at most `limit`, and return them.

    Rows that are locked already are left out, so two workers never claim the same row (facts 32). The caller need not
    check the rows again when it changes them: PostgreSQL checks the condition again if a row was changed before it got
    the lock, and on SQLite this transaction is the only writer.
    """
    # Without `of`, PostgreSQL would also lock rows that are only loaded with them, such as the media item of a link.
    table = due.column_descriptions[0]["entity"]
    return list(db.scalars(due.limit(limit).with_for_update(skip_locked=True, of=table)))
