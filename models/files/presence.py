"""Whether the recording of an item can be found right now (contract 2.29)."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.files import storage
from models.tables import MediaFile
from models.tables.guest_link import LinkStatus
from models.tables.media_file import FileRole


def recording_is_gone(db: Session, media_id: int) -> bool:
    """Whether the item has a recording whose file is missing now. This asks the storage, not what a sweep has recorded.
    Raises MediaAway."""
    recording = MediaFile.media_id == media_id, MediaFile.role == FileRole.VIDEO
    name = db.scalar(select(MediaFile.stored_name).where(*recording))
    return name is not None and not storage.has(name)


def first_cause(db: Session, media_id: int, status: str) -> str:
    """`media_gone` if the recording is missing, else the given status of the link (contract 2.31). Raises MediaAway."""
    return LinkStatus.MEDIA_GONE.value if recording_is_gone(db, media_id) else status
