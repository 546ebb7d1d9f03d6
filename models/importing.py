"""Importing a video: its rows, when its files lie in the media folder already."""

from datetime import datetime

from sqlalchemy.orm import Session

from models.plumbing.settings import settings
from models.plumbing.storage import Probed
from models.tables import MediaFile, MediaItem
from models.tables.media_file import FileRole
from models.tables.media_item import Kind


def add_video(
    db: Session, *, owner_id: int, title: str, stored_name: str, poster_name: str | None, probed: Probed, now: datetime
) -> MediaItem:
    """The item and its files, as rows; the files lie in the media folder already."""
    media = MediaItem(kind=Kind.VIDEO, title=title, owner_id=owner_id, created_at=now)
    db.add(media)
    db.flush()
    db.add(
        MediaFile(
            media_id=media.id,
            role=FileRole.VIDEO,
            stored_name=stored_name,
            content_type=probed.content_type,
            size=probed.size,
            duration_seconds=probed.duration,
            width=probed.width,
            height=probed.height,
            created_at=now,
        )
    )
    if poster_name is not None:
        size = (settings().media_folder / poster_name).stat().st_size
        db.add(
            MediaFile(
                media_id=media.id,
                role=FileRole.POSTER,
                stored_name=poster_name,
                content_type="image/jpeg",
                size=size,
                created_at=now,
            )
        )
    return media
