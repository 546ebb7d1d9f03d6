"""Broadcasting: a live session is announced, and ended."""

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from models.plumbing.errors import Invalid, NotFound
from models.tables import LiveSession, MediaItem
from models.tables.media_item import Kind


def add_live(
    db: Session,
    *,
    owner_id: int,
    title: str,
    folder: str | None = None,
    playlist_url: str | None = None,
    starts_at: datetime | None,
    now: datetime,
) -> MediaItem:
    """The item and where its stream comes from: a folder of ours, or a playlist that somebody else serves.

    Raises Invalid when both or neither are named, and when the folder is another owner's.
    """
    if (folder is None) == (playlist_url is None):
        raise Invalid("source", "Name either a folder or the address of a playlist")
    if folder is not None and _is_anothers(db, folder, owner_id):
        raise Invalid("folder", "This folder belongs to the live session of somebody else")
    media = MediaItem(kind=Kind.LIVE, title=title, owner_id=owner_id, created_at=now)
    db.add(media)
    db.flush()
    db.add(LiveSession(media_id=media.id, folder=folder, playlist_url=playlist_url, starts_at=starts_at))
    return media


def end_live(db: Session, media_id: int, *, now: datetime) -> None:
    """Over from now on; one that is over already keeps its end. Raises NotFound where there is no live session."""
    ended = db.scalar(
        update(LiveSession)
        .where(LiveSession.media_id == media_id)
        .values(ended_at=func.coalesce(LiveSession.ended_at, now))
        .returning(LiveSession.media_id)
    )
    if ended is None:
        raise NotFound("There is no live session %(id)s.", id=str(media_id))


def _is_anothers(db: Session, folder: str, owner_id: int) -> bool:
    """Whoever could name the folder of somebody else could watch what is not shared with them."""
    taken = select(LiveSession.media_id).join(MediaItem, MediaItem.id == LiveSession.media_id)
    return bool(
        db.scalar(
            taken.where(
                func.lower(LiveSession.folder) == folder.lower(),
                MediaItem.owner_id != owner_id,
                MediaItem.deleted_at.is_(None),
            )
        )
    )
