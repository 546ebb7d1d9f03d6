"""The poster of a video or live session: a picture that an owner uploads, or a frame of the video."""

import io
import re
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
NO_TIME = translatable("Enter seconds, or a time like 1:23")
NO_PICTURE = translatable("No picture could be read at this time. Choose another time.")
_MOMENT = re.compile(r"(?:(?:([0-9]{1,2}):)?([0-9]{1,4}):)?([0-9]{1,5}(?:\.[0-9]{0,9})?)", re.ASCII)
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
def keep_from_moment(video: FileToSend, seconds: float) -> Iterator[tuple[StoredFile, float]]:
    """Like `keep_from_picture`, but the poster is the frame that the video shows at this time. Yields also when that
    frame begins. Raises Invalid, TooManyFiles, NoSpace, and MediaAway, also if the file of the video is missing."""
    storage.check_space(0)
    with _opened(video) as file:
        drawn = drawing.poster_at(file, seconds)
    if drawn is None:
        raise Invalid("at", NO_PICTURE)
    jpeg, time = drawn
    with storage.kept(jpeg, "jpg") as poster:
        yield poster, time


def clean_moment(raw: str) -> float:
    """A time of a recording, in seconds: 83, 83.5, 1:23 or 1:02:03."""
    match = _MOMENT.fullmatch(raw.strip().replace(",", "."))
    if not match:
        raise Invalid("at", NO_TIME)
    hours, minutes, seconds = int(match[1] or 0), int(match[2] or 0), float(match[3])
    if match[2] and (seconds >= 60 or (match[1] and minutes >= 60)):
        raise Invalid("at", NO_TIME)
    return hours * 3600 + minutes * 60 + seconds


@contextmanager
def _opened(video: FileToSend) -> Iterator[io.RawIOBase]:
    if not storage.has(video.stored_name):
        raise BucketAway("does not have the file of this video") if storage.is_remote() else MediaFolderMissing
    with storage.file(video.stored_name, video.size).open() as file:
        yield file


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
