"""Lists of media items, for the owner's pages and the command line."""

from collections.abc import Sequence

from sqlalchemy import not_, select
from sqlalchemy.orm import Session

from models.tables import MediaFile, MediaItem, User
from models.tables.media_file import FileRole

MAX_SHARED = 100


def media_of(db: Session, user: User) -> list[MediaItem]:
    """The items that this person may edit, newest first."""
    return list(db.scalars(select(MediaItem).where(MediaItem.editable_by(user)).order_by(MediaItem.id.desc())))


def shared_with(db: Session, user: User) -> list[MediaItem]:
    """The items that other people share with everybody on this site, newest first, at most MAX_SHARED."""
    shared = select(MediaItem).where(MediaItem.visible_to(user), not_(MediaItem.editable_by(user)))
    return list(db.scalars(shared.order_by(MediaItem.id.desc()).limit(MAX_SHARED)))


def with_poster(db: Session, media_ids: Sequence[int]) -> set[int]:
    """Which of these items have a poster."""
    posters = MediaFile.media_id.in_(media_ids), MediaFile.role == FileRole.POSTER
    return set(db.scalars(select(MediaFile.media_id).where(*posters)))


def all_media(db: Session) -> list[MediaItem]:
    """All items that are not deleted, oldest first."""
    return list(db.scalars(select(MediaItem).where(MediaItem.deleted_at.is_(None)).order_by(MediaItem.id)))
