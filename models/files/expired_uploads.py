"""The sweep that removes uploads that nobody goes on with (contract 8.45)."""

from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from models.config.settings import settings
from models.files import arriving, disk_faults, upload_notes
from models.files.upload_notes import Upload
from models.plumbing.file_locks import is_locked
from models.plumbing.sweeping import Swept

# What a killed process has left is younger than this only while its upload begins or ends.
LEFT_AFTER = timedelta(hours=1)


def remove_expired_uploads(_db: Session, *, now: datetime, limit: int) -> Swept:
    """Remove uploads that are over, notes of items that were added a day ago, and what killed processes have left. Does
    nothing while the media folder cannot be reached."""
    if disk_faults.look(settings().arriving_folder) is not None:
        return Swept([], 0)
    over = [*_over(now), *_left(now)]
    for path in over[:limit]:
        path.unlink(missing_ok=True)
    return Swept([], max(0, len(over) - limit))


def _over(now: datetime) -> list[Path]:
    """The note of an upload stands before its bytes."""
    known = [upload_notes.read(note) for note in [*upload_notes.notes(), *upload_notes.added_notes()]]
    uploads = [each for each in known if each is not None and each.is_over(now=now)]
    return [file for each in uploads if not _is_being_written(each) for file in (each.note, each.path)]


def _is_being_written(upload: Upload) -> bool:
    return upload.media_id is None and is_locked(upload.path)


def _left(now: datetime) -> list[Path]:
    """Bytes without a note, and notes that cannot be read or that were being written."""
    folder = settings().arriving_folder
    named = {each.path for note in upload_notes.notes() if (each := upload_notes.read(note)) is not None}
    unnamed = [path for path in folder.glob(f"{arriving.PREFIX}*{arriving.KEPT}*") if path not in named]
    unread = [note for note in [*upload_notes.notes(), *upload_notes.added_notes()] if upload_notes.read(note) is None]
    return [path for path in [*unnamed, *unread, *folder.glob("*.part")] if _is_older(path, now - LEFT_AFTER)]


def _is_older(path: Path, instant: datetime) -> bool:
    try:
        return path.stat().st_mtime < instant.timestamp()
    except FileNotFoundError:
        return False
