"""Who entered: the guest entries of an item, also of its deleted links (contract 4.12, 5.12)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.errors import NotFound
from models.tables import GuestEntry, GuestLink

PAGE = 50


@dataclass(frozen=True)
class Attended:
    """`name` and `email` are None once they were erased."""

    name: str | None
    email: str | None
    entered_at: datetime
    link_name: str
    link_deleted: bool


@dataclass(frozen=True)
class AttendedPage:
    """`pages` is at least 1: a list of nobody has a page too."""

    rows: list[Attended]
    total: int
    number: int
    pages: int


def who_entered(db: Session, media_id: int, *, page: int) -> AttendedPage:
    """Newest first, `PAGE` entries a page, from 1 on. Raises NotFound beyond the last one."""
    of_item = GuestLink.media_id == media_id
    total = db.scalar(select(func.count(GuestEntry.id)).join(GuestLink).where(of_item)) or 0
    pages = max(1, -(-total // PAGE))
    if not 1 <= page <= pages:
        raise NotFound
    newest = (
        select(
            GuestEntry.name, GuestEntry.email, GuestEntry.entered_at, GuestLink.name, GuestLink.deleted_at.is_not(None)
        )
        .join_from(GuestEntry, GuestLink)
        .where(of_item)
        .order_by(GuestEntry.entered_at.desc(), GuestEntry.id.desc())
    )
    rows = db.execute(newest.limit(PAGE).offset((page - 1) * PAGE))
    return AttendedPage([Attended(*row) for row in rows], total, page, pages)
