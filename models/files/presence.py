"""Whether the recording of an item can be found right now (contract 2.29)."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.files import storage
from models.tables import MediaFile
from models.tables.guest_link import LinkStatus
from models.tables.media_file import FileRole


def recording_of(db: Session, media_id: int) -> Sequence[str]:
    """The names of the item's files to play in the storage. Empty if it has no recording, or none to play yet."""
    playable = MediaFile.media_id == media_id, MediaFile.role == FileRole.PLAYABLE
    return db.scalars(select(MediaFile.stored_name).where(*playable)).all()


def found_of(recording: Sequence[str]) -> str:
    """The first of these files that is there now, empty if there is none. This asks the storage, not what a sweep has
    recorded. Raises MediaAway."""
    return next((name for name in recording if storage.has(name)), "")


def is_gone(recording: Sequence[str]) -> bool:
    """Whether the item has files to play, and all of them are missing now. Raises MediaAway."""
    return bool(recording) and not found_of(recording)


def first_cause(recording: Sequence[str], found: str, status: str) -> str:
    """`media_gone` if none of these files is found, else the given status of the link (contract 2.31)."""
    return LinkStatus.MEDIA_GONE.value if recording and not found else status
