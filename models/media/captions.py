"""Captions of a video: one file a language, replaced and removed as a whole."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from models.errors import Forbidden
from models.files import storage
from models.files.storage import StoredFile
from models.recordings import webvtt
from models.site.locks import lock_media
from models.tables import MediaFile
from models.tables.media_file import FileRole
from models.tables.media_item import Kind


@contextmanager
def stored(content: bytes) -> Iterator[StoredFile]:
    """Keep the file for as long as the block needs to write its row. Raises Invalid, NoSpace and MediaAway."""
    webvtt.check(content)
    with storage.kept(content, "vtt") as captions:
        yield captions


def put_captions(db: Session, media_id: int, language: str, captions: StoredFile, *, now: datetime) -> str | None:
    """The stored name of the file that this one replaces, to be forgotten after the commit. Raises NotFound, and
    Forbidden for what is no video."""
    media = lock_media(db, media_id)
    if media.kind != Kind.VIDEO:
        raise Forbidden("Only a video can have captions.")
    replaced = remove_captions(db, media_id, language)
    file = MediaFile(media_id=media_id, role=FileRole.CAPTIONS, language=language, created_at=now)
    file.stored_name, file.size, file.content_type = captions.name, captions.size, webvtt.CONTENT_TYPE
    db.add(file)
    db.flush()
    return replaced


def remove_captions(db: Session, media_id: int, language: str) -> str | None:
    """The stored name of the file, to be forgotten after the commit; None where there is none."""
    mine = MediaFile.media_id == media_id, MediaFile.role == FileRole.CAPTIONS, MediaFile.language == language
    removed = db.scalar(delete(MediaFile).where(*mine).returning(MediaFile.stored_name))
    if removed is not None:
        storage.note_doubtful(removed)
    return removed
