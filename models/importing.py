"""Importing a video: its files into the media folder, its rows into the database, both or neither."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from models.plumbing import storage
from models.plumbing.storage import Probed
from models.tables import MediaFile, MediaItem
from models.tables.media_file import FileRole
from models.tables.media_item import Kind


@dataclass(frozen=True)
class StoredVideo:
    """A recording that lies in the media folder, and its poster where one could be made."""

    name: str
    poster_name: str | None
    probed: Probed


@contextmanager
def stored(source: Path, probed: Probed, *, keep: Callable[[Path, str], str]) -> Iterator[StoredVideo]:
    """Keep the file and make its poster; when the block raises, no row names them and both are removed again.

    Raises NoRoom, and MediaFolderMissing.
    """
    # Here: it loads FFmpeg, some 40 MB, which a process that imports nothing must not carry.
    from models.plumbing import probing

    name = keep(source, probed.ending)
    poster_name = probing.make_poster(name)
    try:
        yield StoredVideo(name, poster_name, probed)
    except BaseException:
        storage.forget(name, poster_name)
        raise


def add_video(db: Session, video: StoredVideo, *, owner_id: int, title: str, now: datetime) -> MediaItem:
    """The item and its files, as rows."""
    media = MediaItem(kind=Kind.VIDEO, title=title, owner_id=owner_id, created_at=now)
    db.add(media)
    db.flush()
    probed = video.probed
    db.add(
        MediaFile(
            media_id=media.id,
            role=FileRole.VIDEO,
            stored_name=video.name,
            content_type=probed.content_type,
            size=probed.size,
            duration_seconds=probed.duration,
            width=probed.width,
            height=probed.height,
            created_at=now,
        )
    )
    if video.poster_name is not None:
        db.add(
            MediaFile(
                media_id=media.id,
                role=FileRole.POSTER,
                stored_name=video.poster_name,
                content_type="image/jpeg",
                size=storage.size_of(video.poster_name),
                created_at=now,
            )
        )
    return media
