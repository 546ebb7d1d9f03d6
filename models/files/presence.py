"""Whether an item's recording is where it should be, asked at this very moment."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.files import storage
from models.tables import MediaFile
from models.tables.media_file import FileRole


def recording_is_gone(db: Session, media_id: int) -> bool:
    """No worker needs to have noticed it. False for an item that has no recording. Raises MediaAway."""
    recording = MediaFile.media_id == media_id, MediaFile.role == FileRole.VIDEO
    name = db.scalar(select(MediaFile.stored_name).where(*recording))
    return name is not None and not storage.has(name)


def first_cause(db: Session, media_id: int, status: str) -> str:
    """`media_gone` where the recording is missing, which comes before every other cause; else the link's status.

    Raises MediaAway.
    """
    return "media_gone" if recording_is_gone(db, media_id) else status
