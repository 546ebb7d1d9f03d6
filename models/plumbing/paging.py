"""Long lists, a page at a time."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select
from sqlalchemy.orm import Session

from models.errors import NotFound

ROWS_PER_PAGE = 50

Row = TypeVar("Row")


@dataclass(frozen=True)
class Page(Generic[Row]):
    """`number` counts from 1."""

    rows: list[Row]
    number: int
    has_next: bool


@dataclass(frozen=True)
class CountedPage(Page[Row]):
    """`total`: the rows of all pages. `pages`: how many pages there are, at least 1, because an empty list has one."""

    total: int
    pages: int


def page_of(db: Session, query: Select[*tuple[Any, ...]], number: int) -> Page[Any]:
    """The page with this number, found without counting the whole table. Raises NotFound if there is none."""
    rows = _rows(db, query.offset((number - 1) * ROWS_PER_PAGE).limit(ROWS_PER_PAGE + 1))
    if number > 1 and not rows:
        raise NotFound
    return Page(rows[:ROWS_PER_PAGE], number, has_next=len(rows) > ROWS_PER_PAGE)


def _rows(db: Session, query: Select[*tuple[Any, ...]]) -> list[Any]:
    """A row of one column comes as its value, such as a User; a row of several as a tuple with names."""
    rows = db.execute(query)
    return [row[0] if len(row) == 1 else row for row in rows]
