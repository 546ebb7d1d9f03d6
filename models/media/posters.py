"""Illustrating: the poster of a video or live session, one that its owner chose or one made from the video."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from models.errors import BucketAway, Forbidden, Invalid, MediaFolderMissing, translatable
from models.files import storage
from models.files.storage import StoredFile
from models.site.locks import lock_media
from models.tables import MediaFile
from models.tables.media_file import FileRole, Playable
from models.tables.media_item import Kind

# Of the picture that is uploaded; what is kept of it is far smaller.
LARGEST = 8 * 1024**2
# FFmpeg asks for far less at a time; from a bucket each read is a request.
READ_BYTES = 1024**2
TOO_LARGE = translatable("Pictures must be 8 MB or smaller.")
# The kinds that have a player.
ILLUSTRATED = frozenset({Kind.VIDEO, Kind.LIVE})


@contextmanager
def stored(content: bytes) -> Iterator[StoredFile]:
    """Keep a picture, drawn anew, for as long as the block needs to write its row. Raises Invalid, NoSpace and
    MediaAway."""
    # Here: it loads FFmpeg, some 40 MB, which a process that illustrates nothing must not carry.
    from models.recordings import drawing

    if len(content) > LARGEST:
        raise Invalid("file", TOO_LARGE)
    with storage.kept(drawing.poster_from_picture(content), "jpg") as poster:
        yield poster


@contextmanager
def made_from(video: Playable | None) -> Iterator[StoredFile | None]:
    """The poster that the video itself makes; None where there is no video, or no picture in it. Kept as above, and
    raises MediaAway too when the video's file is not there just now."""
    storage.check_space(0)
    jpeg = _drawn(video) if video else None
    if jpeg is None:
        yield None
        return
    with storage.kept(jpeg, "jpg") as poster:
        yield poster


def _drawn(video: Playable) -> bytes | None:
    from models.recordings import drawing

    if not storage.has(video.stored_name):
        raise BucketAway("has not the file of this video") if storage.is_remote() else MediaFolderMissing
    with io.BufferedReader(storage.file(video.stored_name, video.size).open(), READ_BYTES) as file:
        return drawing.poster_from_video(file)


def put_poster(db: Session, media_id: int, poster: StoredFile | None, *, now: datetime) -> str | None:
    """The stored name of the file that this one replaces, to be forgotten after the commit; None takes the poster away.
    Raises NotFound, and Forbidden for what shows none."""
    media = lock_media(db, media_id)
    if media.kind not in ILLUSTRATED:
        raise Forbidden("Only a video or a live session has a poster.")
    mine = MediaFile.media_id == media_id, MediaFile.role == FileRole.POSTER
    replaced = db.scalar(delete(MediaFile).where(*mine).returning(MediaFile.stored_name))
    if replaced is not None:
        storage.note_doubtful(replaced)
    if poster is not None:
        file = MediaFile(media_id=media_id, role=FileRole.POSTER, stored_name=poster.name, size=poster.size)
        file.content_type, file.created_at = "image/jpeg", now
        db.add(file)
        db.flush()
    return replaced
