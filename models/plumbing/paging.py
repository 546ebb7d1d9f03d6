"""Long lists, a page at a time: no page of an admin's reads a whole table."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select
from sqlalchemy.orm import Session

from models.errors import NotFound

PAGE = 50

Row = TypeVar("Row")


@dataclass(frozen=True)
class Page(Generic[Row]):
    rows: list[Row]
    number: int
    has_next: bool


def page_of(db: Session, query: Select[Any], number: int) -> Page[Any]:
    """The page with this number, counted from 1. Raises NotFound behind the last; the first may be empty."""
    rows = list(db.execute(query.limit(PAGE + 1).offset((number - 1) * PAGE)))
    if number > 1 and not rows:
        raise NotFound
    return Page([row[0] if len(row) == 1 else row for row in rows[:PAGE]], number, len(rows) > PAGE)
