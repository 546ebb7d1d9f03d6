"""Liking a media item. Each person's like counts once (contract 4.19)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from models.plumbing.database import insert_missing
from models.tables import MediaLike


@dataclass(frozen=True)
class Likes:
    """`mine`: whether the person who asks likes the item."""

    count: int
    mine: bool


def like(db: Session, media_id: int, user_id: int, *, now: datetime) -> None:
    """Safe to call twice."""
    insert_missing(db, MediaLike, media_id=media_id, user_id=user_id, liked_at=now)


def unlike(db: Session, media_id: int, user_id: int) -> None:
    """Safe to call twice."""
    db.execute(delete(MediaLike).where(MediaLike.media_id == media_id, MediaLike.user_id == user_id))


def likes_of(db: Session, media_id: int, user_id: int) -> Likes:
    own = func.count().filter(MediaLike.user_id == user_id)
    count, mine = db.execute(select(func.count(), own).where(MediaLike.media_id == media_id)).one()
    return Likes(count, mine > 0)
