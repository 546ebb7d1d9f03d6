"""Captions of a video: one file a language, replaced and removed as a whole."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models.plumbing import storage, webvtt
from models.plumbing.errors import Forbidden, NotFound
from models.tables import MediaFile, MediaItem
from models.tables.media_file import FileRole
from models.tables.media_item import Kind


@dataclass(frozen=True)
class StoredCaptions:
    """A captions file that lies in the media folder."""

    name: str
    size: int


@contextmanager
def stored(content: bytes) -> Iterator[StoredCaptions]:
    """Keep the file; when the block raises, no row names it and it is removed again. Raises Invalid, NoRoom and
    MediaFolderMissing."""
    webvtt.check(content)
    name = storage.keep_bytes(content, "vtt")
    try:
        yield StoredCaptions(name, len(content))
    except BaseException:
        storage.forget(name)
        raise


def put_captions(db: Session, media_id: int, language: str, captions: StoredCaptions, *, now: datetime) -> str | None:
    """The stored name of the file that this one replaces, to be forgotten after the commit. Raises NotFound, and
    Forbidden for what is no video."""
    media = db.scalar(select(MediaItem).where(MediaItem.id == media_id).with_for_update(of=MediaItem))
    if media is None or media.deleted_at is not None:
        raise NotFound
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
    return db.scalar(delete(MediaFile).where(*mine).returning(MediaFile.stored_name))
