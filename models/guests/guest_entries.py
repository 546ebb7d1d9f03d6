"""The list of an item's guest entries (contract 4.12)."""

from typing import Any

from sqlalchemy import CompoundSelect, Select, select, union_all
from sqlalchemy.orm import Session

from models.errors import NotFound
from models.plumbing import paging
from models.plumbing.paging import CountedPage
from models.tables import GuestEntry, GuestLink

# The entries of so many links are asked for in one statement.
LINKS_AT_ONCE = 100


def entries_of(db: Session, media_id: int, *, page: int) -> CountedPage[Any]:
    """One page of entries, newest first, those by deleted links too. Raises NotFound if there is no such page.

    A row has `name` and `email` (None once they were erased), `entered_at`, `link_name` and `link_deleted`.

    The entries of a link are numbered from 1 to its clicks. So nothing is counted, and most entries of other pages are
    not read (facts 165).
    """
    clicked = select(GuestLink.id, GuestLink.clicks).where(GuestLink.media_id == media_id, GuestLink.clicks > 0)
    clicks: dict[int, int] = dict(iter(db.execute(clicked)))
    total, size = sum(clicks.values()), paging.ROWS_PER_PAGE
    pages = max(1, -(-total // size))
    if not 1 <= page <= pages:
        raise NotFound
    newer = (page - 1) * size
    # The entry number n of a link has at least n - 1 older ones. So those above this number are on the pages before.
    highest = total - newer
    skipped = newer - sum(max(0, of_link - highest) for of_link in clicks.values())
    # An entry that has `newer + size` newer ones of its own link is on a page after this one.
    windows = [(link_id, of_link - newer - size, highest) for link_id, of_link in clicks.items()]
    found: list[Any] = []
    for at in range(0, len(windows), LINKS_AT_ONCE):
        found += db.execute(_newest(windows[at : at + LINKS_AT_ONCE], skipped + size))
    found.sort(key=lambda row: row.id, reverse=True)
    return CountedPage(found[skipped : skipped + size], page, page < pages, total, pages)


def _newest(windows: list[tuple[int, int, int]], most: int) -> CompoundSelect[Any]:
    """A query for the newest entries of each of these links, whose number is above the first number and at most the
    second. An id is given while the link is locked, so ids and numbers have the same order; a time may be a moment off.

    Each link is asked by itself, because PostgreSQL may read all entries of the site for an OR.
    """
    return union_all(*(select(_newest_of(*window).limit(most).subquery()) for window in windows))


def _newest_of(link_id: int, above: int, highest: int) -> Select[*tuple[Any, ...]]:
    columns = GuestEntry.id, GuestEntry.name, GuestEntry.email, GuestEntry.entered_at
    of_link = GuestLink.name.label("link_name"), GuestLink.deleted_at.is_not(None).label("link_deleted")
    inside = GuestEntry.link_id == link_id, GuestEntry.ordinal > above, GuestEntry.ordinal <= highest
    entries: Select[*tuple[Any, ...]] = select(*columns, *of_link).join_from(GuestEntry, GuestLink).where(*inside)
    return entries.order_by(GuestEntry.ordinal.desc())
