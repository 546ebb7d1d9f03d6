"""The tags of a media item."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models.plumbing.database import insert_missing
from models.tables import MediaTag


def tags_of(db: Session, media_id: int) -> list[str]:
    """In the order of their names."""
    return list(db.scalars(select(MediaTag.name).where(MediaTag.media_id == media_id).order_by(MediaTag.name)))


def set_tags(db: Session, media_id: int, names: Sequence[str]) -> None:
    """The item then has these tags and no others."""
    db.execute(delete(MediaTag).where(MediaTag.media_id == media_id, MediaTag.name.not_in(names)))
    for name in names:
        insert_missing(db, MediaTag, media_id=media_id, name=name)
