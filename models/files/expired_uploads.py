"""The sweep that removes uploads that nobody goes on with (contract 5.40, 8.45, 8.76)."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.config.settings import settings
from models.errors import MediaAway, UploadInUse
from models.files import arriving, disk_faults, unfinished, upload_notes
from models.files.upload_notes import Upload
from models.plumbing.database import Transaction
from models.plumbing.file_locks import is_locked
from models.plumbing.sweeping import Swept, in_time
from models.tables import User
from models.tables.user import Role

# What a killed process has left is younger than this only while its upload begins or ends.
LEFT_AFTER = timedelta(hours=1)


def remove_expired_uploads(begin: Transaction, *, now: datetime, limit: int) -> Swept:
    """Remove uploads that are over, also those that have become items, the unfinished ones of people who may no longer
    upload, and what killed processes have left of some. The ids it returns are those of their people. Does nothing
    while the media folder cannot be reached."""
    if disk_faults.look(settings().arriving_folder) is not None:
        return Swept([], 0)
    known = [(note, upload_notes.read(note)) for note in upload_notes.all_notes()]
    uploads = [upload for _note, upload in known if upload is not None]
    with begin() as db:
        may_upload = _people_who_may_upload(db, {each.owner_id for each in uploads})
    orphans = {each for each in uploads if each.media_id is None and each.owner_id not in may_upload}
    over = [each for each in uploads if (each in orphans or each.is_over(now=now)) and not _is_being_written(each)]
    for upload in in_time(over[:limit]):
        (_cancel if upload in orphans else unfinished.remove)(upload)
    unread = [note for note, upload in known if upload is None]
    for path in in_time([*unread, *_unnamed({each.path for each in uploads})][:limit]):
        if _is_older(path, now - LEFT_AFTER):
            path.unlink(missing_ok=True)
    gone = [upload.owner_id for upload in over if not upload.note.exists()]
    left = len(over) - len(gone)
    return Swept(gone, left, more=bool(gone and left))


def cancel_all_of(user_id: int) -> None:
    """Call it when this person has been disabled or is gone, after that was committed. The sweep removes what cannot be
    removed now."""
    with suppress(OSError, MediaAway):
        for note in upload_notes.notes(user_id):
            if (upload := upload_notes.read(note)) is not None:
                _cancel(upload)


def _cancel(upload: Upload) -> None:
    """It may be becoming an item just now. Then it is no longer unfinished."""
    with suppress(UploadInUse):
        unfinished.cancel(upload)


def _people_who_may_upload(db: Session, user_ids: Iterable[int]) -> set[int]:
    roles = [role for role in Role if role.is_at_least(Role.CONTRIBUTOR)]
    able = User.id.in_(user_ids), User.disabled_at.is_(None), User.role.in_(roles)
    return set(db.scalars(select(User.id).where(*able)))


def _is_being_written(upload: Upload) -> bool:
    return upload.media_id is None and is_locked(upload.path)


def _unnamed(named: set[Path]) -> list[Path]:
    """Bytes without a note, and notes that were being written."""
    folder = settings().arriving_folder
    data = folder.glob(f"{arriving.PREFIX}*{arriving.KEPT}*")
    return [*(path for path in data if path not in named), *folder.glob("*.part")]


def _is_older(path: Path, instant: datetime) -> bool:
    try:
        return path.stat().st_mtime < instant.timestamp()
    except FileNotFoundError:
        return False
