"""Whether the recording of an item can be found right now (contract 2.29)."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.files import storage
from models.tables import MediaFile
from models.tables.guest_link import LinkStatus
from models.tables.media_file import FileRole


def recording_is_gone(db: Session, media_id: int) -> bool:
    """Whether the item has files to play, and all of them are missing now. This asks the storage, not what a sweep has
    recorded. Raises MediaAway."""
    playable = MediaFile.media_id == media_id, MediaFile.role == FileRole.PLAYABLE
    names = db.scalars(select(MediaFile.stored_name).where(*playable)).all()
    return bool(names) and not any(storage.has(name) for name in names)


def first_cause(db: Session, media_id: int, status: str) -> str:
    """`media_gone` if the recording is missing, else the given status of the link (contract 2.31). Raises MediaAway."""
    return LinkStatus.MEDIA_GONE.value if recording_is_gone(db, media_id) else status
