"""Long lists, a page at a time, from a row on: pages do not shift while rows come and go, and each reads what it shows.

A list has parts. Each part is in an order that an index has; rows of part 0 come before those of part 1. Parts with the
same number are merged.
"""

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, Subquery, cast, literal, literal_column, null, select, tuple_, union_all
from sqlalchemy.orm import Session

from models.errors import NotFound
from models.plumbing.row_ids import row_id

Row = TypeVar("Row")
Made = TypeVar("Made")
LONGEST_PLACE = 1000
# id, part and key.
PLACE_COLUMNS = 3
# So many rows are sorted in a few milliseconds.
FEW = 2000


@dataclass(frozen=True)
class Place:
    """Where a row stands in its list: its part, what it is sorted by before its id, and its id."""

    id: int
    part: int = 0
    key: str | datetime | None = None

    def __str__(self) -> str:
        """For an address."""
        if self.key is None:
            return f"{self.id}.{self.part}" if self.part else str(self.id)
        key = self.key.isoformat() if isinstance(self.key, datetime) else self.key
        return f"{self.id}.{self.part}.{base64.urlsafe_b64encode(key.encode()).decode().rstrip('=')}"


@dataclass(frozen=True)
class PageStart:
    """Which rows of a list are wanted: those after a place, or before it. Without a place: from the beginning."""

    place: Place | None = None
    is_back: bool = False


@dataclass(frozen=True)
class Part:
    """`rows`: a query without columns. With a `key`, in its order and then in that of the ids; else newest first."""

    rows: Select[Any]
    id: ColumnElement[int] | Any
    key: ColumnElement[Any] | Any = None
    number: int = 0


@dataclass(frozen=True)
class Page(Generic[Row]):
    """`before` and `after`: where the neighbouring pages begin. None if there are no more rows."""

    rows: list[Row]
    before: Place | None = None
    after: Place | None = None


def read_place(text: str, *, is_time: bool = False) -> Place:
    """What `str(place)` wrote. `is_time`: whether the list is sorted by an instant. Raises NotFound."""
    number, _dot, rest = text[:LONGEST_PLACE].partition(".")
    part, has_key, key = rest.partition(".")
    found = row_id(number)
    if found is None or part not in {"", "0", "1"}:
        raise NotFound
    # A key may be empty: that of a title whose text is not made yet.
    return Place(found, int(part or 0), _read_key(key, is_time) if has_key else None)


def _read_key(text: str, is_time: bool) -> str | datetime:
    try:
        key = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True).decode()
        if "\0" in key:
            raise NotFound
        return _instant(key) if is_time else key
    except (binascii.Error, ValueError, OverflowError):
        raise NotFound from None


def _instant(text: str) -> datetime:
    """In UTC, as the database keeps it. Raises ValueError, and OverflowError for one that is none in UTC."""
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError
    return instant.astimezone(UTC)


def page_from(
    db: Session, parts: Sequence[Part], start: PageStart, most: int, load: Callable[[Subquery], Any]
) -> Page[Any]:
    """At most this many rows. One statement, and one more where the page goes on into the next part. `load` makes the
    query for what is shown of the rows whose ids are in `page.c.id`."""
    rows: list[Any] = []
    for number in sorted({part.number for part in parts}, reverse=start.is_back):
        same = [part for part in parts if part.number == number and _may_hold(part, start)]
        # One more than is shown, to know whether there are others.
        if same and len(rows) <= most:
            rows += db.execute(_statement(same, start, most + 1 - len(rows), load)).all()
    has_more, rows = len(rows) > most, rows[:most]
    if start.is_back:
        rows = rows[::-1]
    if not rows:
        return Page([])
    has_before = has_more if start.is_back else start.place is not None
    has_after = start.is_back or has_more
    shown = [row[:-PLACE_COLUMNS] for row in rows]
    return Page(shown, _place_of(rows[0]) if has_before else None, _place_of(rows[-1]) if has_after else None)


def _place_of(row: Any) -> Place:
    """The last columns of a row are its place in the list."""
    return Place(*row[-PLACE_COLUMNS:])


def few_and_many(db: Session, lists: Sequence[Select[Any]], column: Any) -> tuple[list[int], list[Select[Any]]]:
    """The ids of all rows of those lists that have few, and the lists that have many. Few rows may be sorted. Of many,
    a page is soon full if the database goes along an index in their order. One statement."""
    if not lists:
        return [], []
    asked = []
    for place, rows in enumerate(lists):
        number: Any = literal_column(str(place)).label("place")
        some = rows.with_only_columns(number, column.label("id"), maintain_column_froms=True)
        asked.append(select(some.limit(FEW + 1).subquery()))
    found: list[list[int]] = [[] for _ in lists]
    for place, row in db.execute(union_all(*asked)):
        found[place].append(row)
    few = [row for ids in found if len(ids) <= FEW for row in ids]
    return few, [rows for rows, ids in zip(lists, found, strict=True) if len(ids) > FEW]


def _statement(parts: Sequence[Part], start: PageStart, most: int, load: Callable[[Subquery], Any]) -> Any:
    """The merged rows of parts with the same number."""
    key_type = next((part.key.type for part in parts if part.key is not None), None)
    some = [select(_rows_of(part, start, most, key_type).subquery()) for part in parts]
    rows = (union_all(*some) if len(some) > 1 else some[0]).subquery()
    page = select(rows).order_by(*_order(rows, start)).limit(most).subquery("page")
    return load(page).add_columns(page.c.id, page.c.part, page.c.sorted_by).order_by(*_order(page, start))


def _order(rows: Subquery, start: PageStart) -> list[Any]:
    return [column.desc() if start.is_back else column for column in (rows.c.sorted_by, rows.c.tie)]


def _may_hold(part: Part, start: PageStart) -> bool:
    """Whether rows of this part may be on the page. They are not if the place is in a later one."""
    if start.place is None or part.number == start.place.part:
        return True
    return (part.number < start.place.part) == start.is_back


def _rows_of(part: Part, start: PageStart, most: int, key_type: Any) -> Select[Any]:
    no_key = null() if key_type is None else cast(null(), key_type)
    key = no_key if part.key is None else part.key
    # All parts are merged in rising order. Newest first is the rising order of -id.
    tie = -part.id if part.key is None else part.id
    number: Any = literal_column(str(part.number)).label("part")
    columns: tuple[Any, ...] = part.id.label("id"), number, key.label("sorted_by"), tie.label("tie")
    rows = part.rows.with_only_columns(*columns, maintain_column_froms=True)
    is_down = (part.key is None) != start.is_back
    if start.place is not None and start.place.part == part.number:
        rows = rows.where(_is_beyond(part, start.place, is_down))
    order = [part.id] if part.key is None else [part.key, part.id]
    return rows.order_by(*(each.desc() if is_down else each for each in order)).limit(most)


def _is_beyond(part: Part, place: Place, is_down: bool) -> ColumnElement[bool]:
    if part.key is None:
        return part.id < place.id if is_down else part.id > place.id
    if place.key is None:
        raise NotFound
    here, there = tuple_(part.key, part.id), tuple_(literal(place.key, part.key.type), literal(place.id))
    return here < there if is_down else here > there
