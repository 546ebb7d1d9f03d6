"""Long lists, a page at a time."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select
from sqlalchemy.orm import Session

from models.errors import NotFound
from models.plumbing.collating import sort_key
from models.plumbing.database import count

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
    rows = _rows(db, query, number, ROWS_PER_PAGE + 1)
    if number > 1 and not rows:
        raise NotFound
    return Page(rows[:ROWS_PER_PAGE], number, has_next=len(rows) > ROWS_PER_PAGE)


def page_by_name(
    db: Session, query: Select[*tuple[Any, ...]], key: Any, name: Any, number: int, language: str
) -> Page[Any]:
    """Like `page_of`, in the order of the names in this language, which no database knows by itself. Of the rows of
    other pages only `key` and `name` are read."""
    named = db.execute(query.with_only_columns(key, name)).all()
    keys = [row[0] for row in sorted(named, key=lambda row: (sort_key(row[1], language), row[0]))]
    start = (number - 1) * ROWS_PER_PAGE
    shown = keys[start : start + ROWS_PER_PAGE]
    if number > 1 and not shown:
        raise NotFound
    place = {each: at for at, each in enumerate(shown)}
    found = db.execute(query.where(key.in_(shown)).add_columns(key)).all()
    rows = [tuple(row)[:-1] for row in sorted(found, key=lambda row: place[row[-1]])]
    return Page([row[0] if len(row) == 1 else row for row in rows], number, len(keys) > start + ROWS_PER_PAGE)


def counted_page_of(db: Session, query: Select[*tuple[Any, ...]], number: int) -> CountedPage[Any]:
    """The page with this number, and how many rows and pages there are. Raises NotFound if there is none."""
    total = count(db, query)
    pages = max(1, -(-total // ROWS_PER_PAGE))
    if not 1 <= number <= pages:
        raise NotFound
    return CountedPage(_rows(db, query, number, ROWS_PER_PAGE), number, number < pages, total, pages)


def _rows(db: Session, query: Select[*tuple[Any, ...]], number: int, at_most: int) -> list[Any]:
    """A row of one column comes as its value, such as a User; a row of several as a tuple with names."""
    rows = db.execute(query.limit(at_most).offset((number - 1) * ROWS_PER_PAGE))
    return [row[0] if len(row) == 1 else row for row in rows]
