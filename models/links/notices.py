"""Notices: what a workflow tells the owner of an item, on *My media* (contract 4.2)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session, contains_eager

from models.tables import GuestLink, Notice, User


def notices_of(db: Session, user: User) -> list[Notice]:
    """The newest 20 that the person has not dismissed, of links and items that are not deleted."""
    about = contains_eager(Notice.link).contains_eager(GuestLink.media)
    notices = select(Notice).join(Notice.link).join(GuestLink.media).options(about)
    mine = notices.where(Notice.user_id == user.id, Notice.seen_at.is_(None), GuestLink.remains())
    return list(db.scalars(mine.order_by(Notice.id.desc()).limit(20)))


def mark_notices_seen(db: Session, user: User, notice_ids: Sequence[int], *, now: datetime) -> None:
    """`notice_ids` are those that the page has shown. Notices of other people stay as they are."""
    shown = Notice.user_id == user.id, Notice.seen_at.is_(None), Notice.id.in_(notice_ids)
    db.execute(update(Notice).where(*shown).values(seen_at=now))
