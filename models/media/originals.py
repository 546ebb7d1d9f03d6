"""The file of a recording as it was uploaded: what it is, getting it, and erasing it (contract 8.56, 8.58)."""

from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models.config.settings import settings
from models.errors import MediaAway, NotFound
from models.files import storage
from models.media.preparing import Source
from models.tables import MediaFile, Preparation
from models.tables.media_file import FileRole, FileToSend


@dataclass(frozen=True)
class Original:
    """`file` is None if it was erased. `source` is None if it was not noted, or if nothing had to be prepared.
    `is_waiting`: it is to take the place of the file that guests watch (contract 4.54)."""

    file: FileToSend | None
    source: Source | None
    was_prepared: bool = True
    is_waiting: bool = False


def original_of(db: Session, media_id: int) -> Original | None:
    """None if the item is no recording."""
    preparation = db.get(Preparation, media_id)
    roles = FileRole.ORIGINAL, FileRole.PLAYABLE, FileRole.NEXT
    files = list(db.scalars(select(MediaFile).where(MediaFile.media_id == media_id, MediaFile.role.in_(roles))))
    if preparation is None:
        # It is sent as it was uploaded.
        file = files[0] if files else None
        return Original(FileToSend.of(file), None, was_prepared=False) if file else None
    uploaded = next((file for file in files if file.stored_name == preparation.source_name), None)
    is_waiting = uploaded is not None and uploaded.role == FileRole.NEXT
    return Original(FileToSend.of(uploaded) if uploaded else None, _source(preparation), is_waiting=is_waiting)


def file_of_original(db: Session, media_id: int) -> FileToSend:
    """Raises NotFound."""
    original = original_of(db, media_id)
    if original is None or original.file is None:
        raise NotFound
    return original.file


def is_missing(file: FileToSend) -> bool:
    """False if the storage does not answer: then nothing is known."""
    try:
        return not storage.has(file.stored_name)
    except MediaAway:
        return False


def forget_unless_kept(db: Session, media_id: int) -> str | None:
    """Remove the row of the uploaded file, if this site keeps none. A file that is sent to guests has another role.
    Returns its stored name, or None. The caller erases that file after the commit."""
    if settings().keep_originals == "on":
        return None
    original = MediaFile.media_id == media_id, MediaFile.role == FileRole.ORIGINAL
    name = db.scalar(delete(MediaFile).where(*original).returning(MediaFile.stored_name))
    if name is not None:
        storage.note_doubtful(name)
    return name


def _source(preparation: Preparation) -> Source | None:
    if preparation.container is None or preparation.codecs is None:
        return None
    return Source(preparation.container, tuple(preparation.codecs.split()), bool(preparation.is_encoded))
