"""Notices: messages of the workflows, which an owner sees on *My media*."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models.tables import Notice, User


def notices_of(db: Session, user: User) -> list[Notice]:
    """The newest 20 that the person has not dismissed."""
    mine = select(Notice).where(Notice.user_id == user.id, Notice.seen_at.is_(None))
    return list(db.scalars(mine.order_by(Notice.id.desc()).limit(20)))


def mark_notices_seen(db: Session, user: User, notice_ids: Sequence[int], *, now: datetime) -> None:
    """Only notices of this person are marked. `notice_ids` are those on the page: others are still to be shown."""
    shown = Notice.user_id == user.id, Notice.seen_at.is_(None), Notice.id.in_(notice_ids)
    db.execute(update(Notice).where(*shown).values(seen_at=now))
