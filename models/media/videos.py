"""Adding a video: first its files are kept, then their rows are written. Either all of them stay or none does."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from models.errors import NoSpace
from models.files import storage
from models.files.storage import StoredFile
from models.media.posters import poster_row
from models.recordings.probed import Probed
from models.tables import MediaFile, MediaItem
from models.tables.media_file import FileRole
from models.tables.media_item import Kind


@dataclass(frozen=True)
class StoredVideo:
    """A recording that is kept. `poster` is None if none could be made."""

    name: str
    poster: StoredFile | None
    probed: Probed


@contextmanager
def keep_video(source: Path, probed: Probed, *, keep: Callable[[Path, str], str]) -> Iterator[StoredVideo]:
    """Keep the recording and its poster. Their rows are committed in the block. If the block raises, both are removed.

    `keep` puts the recording into the storage and returns its stored name. Raises NoSpace and MediaAway.
    """
    names = [keep(source, probed.ending)]
    try:
        poster = _keep_poster(probed)
        if poster is not None:
            names.append(poster.name)
        yield StoredVideo(names[0], poster, probed)
    except BaseException:
        storage.discard(*names)
        raise
    storage.clear_doubt(*names)


def _keep_poster(probed: Probed) -> StoredFile | None:
    """None if there is none, or if the disk has no space for it: the video is accepted all the same. Raises
    MediaAway."""
    try:
        return StoredFile(storage.keep_bytes(probed.poster, "jpg"), len(probed.poster)) if probed.poster else None
    except NoSpace:
        return None


def add_video(db: Session, video: StoredVideo, *, owner_id: int, title: str, now: datetime) -> MediaItem:
    """Add the item and the rows of its files."""
    media = MediaItem(kind=Kind.VIDEO, title=title, owner_id=owner_id, created_at=now)
    db.add(media)
    db.flush()
    db.add(_recording_row(video, media_id=media.id, now=now))
    if video.poster is not None:
        db.add(poster_row(video.poster, media_id=media.id, now=now))
    return media


def _recording_row(video: StoredVideo, *, media_id: int, now: datetime) -> MediaFile:
    probed = video.probed
    return MediaFile(
        media_id=media_id,
        role=FileRole.VIDEO,
        stored_name=video.name,
        content_type=probed.content_type,
        size=probed.size,
        duration_seconds=probed.duration,
        width=probed.width,
        height=probed.height,
        created_at=now,
    )
