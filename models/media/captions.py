"""The captions of a video: one file for each language."""

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
from models.tables.media_item import RECORDINGS


@contextmanager
def keep_captions(content: bytes) -> Iterator[StoredFile]:
    """Keep captions whose row is committed in the block: the WebVTT of `webvtt.read_captions`, never a file as it was
    uploaded. If the block raises, the file is removed.

    Raises NoSpace and MediaAway.
    """
    with storage.kept(content, "vtt") as captions:
        yield captions


def put_captions(db: Session, media_id: int, language: str, captions: StoredFile, *, now: datetime) -> str | None:
    """Returns the stored name of the replaced file, or None. The caller removes that file after the commit.

    Raises NotFound, and Forbidden if the item is not a recording.
    """
    media = lock_media(db, media_id)
    if media.kind not in RECORDINGS:
        raise Forbidden("Only a recording can have captions.")
    replaced = remove_captions(db, media_id, language)
    file = MediaFile(media_id=media_id, role=FileRole.CAPTIONS, language=language, created_at=now)
    file.stored_name, file.size, file.content_type = captions.name, captions.size, webvtt.CONTENT_TYPE
    db.add(file)
    db.flush()
    return replaced


def remove_captions(db: Session, media_id: int, language: str) -> str | None:
    """Returns the stored name of the file, or None if there was none. The caller removes the file after the commit."""
    captions = MediaFile.media_id == media_id, MediaFile.role == FileRole.CAPTIONS, MediaFile.language == language
    removed = db.scalar(delete(MediaFile).where(*captions).returning(MediaFile.stored_name))
    if removed is not None:
        storage.note_doubtful(removed)
    return removed
