"""The list of an item's guest entries (contract 4.12)."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.plumbing.paging import CountedPage, counted_page_of
from models.tables import GuestEntry, GuestLink


def entries_of(db: Session, media_id: int, *, page: int) -> CountedPage[Any]:
    """One page of entries, newest first, those by deleted links too. Raises NotFound if there is no such page.

    A row has `name` and `email` (None once they were erased), `entered_at`, `link_name` and `link_deleted`.
    """
    newest = (
        select(
            GuestEntry.name,
            GuestEntry.email,
            GuestEntry.entered_at,
            GuestLink.name.label("link_name"),
            GuestLink.deleted_at.is_not(None).label("link_deleted"),
        )
        .join_from(GuestEntry, GuestLink)
        .where(GuestLink.media_id == media_id)
        .order_by(GuestEntry.entered_at.desc(), GuestEntry.id.desc())
    )
    return counted_page_of(db, newest, page)
