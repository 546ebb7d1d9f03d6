"""The lists of guests: of one link, or of all links of an item (contract 4.12, 4.48)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, select, union_all
from sqlalchemy.orm import Session

from models.errors import NotFound
from models.guests.listed_guests import ListedGuest, entry_rows, listed
from models.plumbing import paging
from models.plumbing.database import Transaction
from models.plumbing.paging import CountedPage
from models.tables import GuestEntry, GuestLink

# The entries of so many links are asked for in one statement.
LINKS_AT_ONCE = 100
# Guests that are read at once for a file.
BATCH = 1000


@dataclass(frozen=True)
class Whose:
    """The guests of this link of the item, or of all its links, deleted ones too."""

    media_id: int
    link_id: int | None = None

    def links(self) -> ColumnElement[bool]:
        """For a query on links."""
        of_item = GuestLink.media_id == self.media_id
        return of_item if self.link_id is None else of_item & (GuestLink.id == self.link_id)


def entries_of(db: Session, whose: Whose, *, page: int, now: datetime) -> CountedPage[ListedGuest]:
    """One page of guests, newest first. Raises NotFound if there is no such page.

    The entries of a link are numbered from 1 to its clicks. So nothing is counted, and most entries of other pages are
    not read (facts 165).
    """
    clicks = _clicks(db, whose)
    total, size = sum(clicks.values()), paging.ROWS_PER_PAGE
    pages = max(1, -(-total // size))
    if not 1 <= page <= pages:
        raise NotFound
    windows, before = _windows(clicks, (page - 1) * size, size)
    found: list[Any] = []
    for at in range(0, len(windows), LINKS_AT_ONCE):
        found += db.execute(_newest(windows[at : at + LINKS_AT_ONCE], before + size))
    found.sort(key=lambda row: row.id, reverse=True)
    rows = listed(db, found[before : before + size], now=now)
    return CountedPage(rows, page, page < pages, total, pages)


def _windows(clicks: dict[int, int], on_pages_before: int, size: int) -> tuple[list[tuple[int, int, int]], int]:
    """Which entries of each link may be on a page of this size: its id, the number below the first, and the last. And
    how many of these are on the pages before.

    With 7 entries of one link and 2 of another, the third page of 2 begins after 4. Five are left, so the numbers 6 and
    7 of the first link are before it; and its number 1 is behind it, because six of its own link are newer.
    """
    # The entry number n of a link has at least n - 1 older ones.
    last = sum(clicks.values()) - on_pages_before
    not_read = sum(max(0, of_link - last) for of_link in clicks.values())
    windows = [(link_id, of_link - on_pages_before - size, last) for link_id, of_link in clicks.items()]
    return windows, on_pages_before - not_read


def all_of(opened: Transaction, whose: Whose, *, now: datetime) -> Iterator[list[ListedGuest]]:
    """All guests in batches, those of the newest link first, and of each link the newest first. Each batch is read in a
    session of its own, so that a slow reader holds no connection."""
    with opened() as db:
        clicks = _clicks(db, whose)
    for link_id, of_link in sorted(clicks.items(), reverse=True):
        for highest in range(of_link, 0, -BATCH):
            with opened() as db:
                rows = db.execute(_newest_of(link_id, highest - BATCH, highest)).all()
                guests = listed(db, rows, now=now)
            yield guests


def _clicks(db: Session, whose: Whose) -> dict[int, int]:
    """By the ids of the links that have any."""
    clicked = select(GuestLink.id, GuestLink.clicks).where(whose.links(), GuestLink.clicks > 0)
    return dict(iter(db.execute(clicked)))


def _newest(windows: list[tuple[int, int, int]], most: int) -> Any:
    """A query for the newest entries of each of these links, whose number is above the first number and at most the
    second. An id is given while the link is locked, so ids and numbers have the same order; a time may be a moment off.

    Each link is asked by itself, because PostgreSQL may read all entries of the site for an OR.
    """
    return union_all(*(select(_newest_of(*window).limit(most).subquery()) for window in windows))


def _newest_of(link_id: int, above: int, highest: int) -> Select[*tuple[Any, ...]]:
    inside = GuestEntry.link_id == link_id, GuestEntry.ordinal > above, GuestEntry.ordinal <= highest
    return entry_rows().where(*inside).order_by(GuestEntry.ordinal.desc())
