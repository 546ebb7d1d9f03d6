"""The poster of a video or live session: a picture that an owner uploads, or a frame of the video."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from models.errors import BucketAway, Forbidden, Invalid, MediaFolderMissing, translatable
from models.files import storage
from models.files.storage import StoredFile
from models.recordings import drawing
from models.site.locks import lock_media
from models.tables import MediaFile
from models.tables.media_file import FileRole, FileToSend
from models.tables.media_item import RECORDINGS, Kind

# The largest picture that may be uploaded. The poster that we make from it is far smaller.
MAX_PICTURE_BYTES = 8 * 1024**2
TOO_LARGE = translatable("Pictures must be 8 MB or smaller.")
KINDS_WITH_POSTER = frozenset({*RECORDINGS, Kind.LIVE})


@contextmanager
def keep_from_picture(content: bytes) -> Iterator[StoredFile]:
    """Keep a poster made from an uploaded picture. Its row is committed in the block. If the block raises, the file is
    removed. Raises Invalid, TooManyFiles, NoSpace and MediaAway."""
    if len(content) > MAX_PICTURE_BYTES:
        raise Invalid("file", TOO_LARGE)
    with storage.kept(drawing.poster_from_picture(content), "jpg") as poster:
        yield poster


@contextmanager
def keep_from_video(video: FileToSend | None) -> Iterator[StoredFile | None]:
    """Like `keep_from_picture`, but the poster is made from a frame of the video. Yields None if there is no video or
    no readable frame. Raises Invalid, TooManyFiles, NoSpace, and MediaAway, also if the file of the video is
    missing."""
    storage.check_space(0)
    jpeg = _draw(video) if video else None
    if jpeg is None:
        yield None
        return
    with storage.kept(jpeg, "jpg") as poster:
        yield poster


def _draw(video: FileToSend) -> bytes | None:
    if not storage.has(video.stored_name):
        raise BucketAway("does not have the file of this video") if storage.is_remote() else MediaFolderMissing
    with storage.file(video.stored_name, video.size).open() as file:
        return drawing.poster_from_video(file)


def put_poster(db: Session, media_id: int, poster: StoredFile | None, *, now: datetime) -> str | None:
    """Replace the poster, or without `poster` only remove it. Returns the stored name of the old file, or None. The
    caller removes that file after the commit. Raises NotFound, and Forbidden if this kind of item has no poster."""
    media = lock_media(db, media_id)
    if media.kind not in KINDS_WITH_POSTER:
        raise Forbidden("Only a recording or a live session can have a poster.")
    old_poster = MediaFile.media_id == media_id, MediaFile.role == FileRole.POSTER
    replaced = db.scalar(delete(MediaFile).where(*old_poster).returning(MediaFile.stored_name))
    if replaced is not None:
        storage.note_doubtful(replaced)
    if poster is not None:
        db.add(poster_row(poster, media_id=media_id, now=now))
        db.flush()
    return replaced


def poster_row(poster: StoredFile, *, media_id: int, now: datetime) -> MediaFile:
    """A poster is always a JPEG, whatever it was made from."""
    return MediaFile(
        media_id=media_id,
        role=FileRole.POSTER,
        stored_name=poster.name,
        content_type="image/jpeg",
        size=poster.size,
        created_at=now,
    )
