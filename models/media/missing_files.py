"""Marking media items whose recording is missing, and taking the mark away when it is back (contract 2.30)."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, or_, select, update
from sqlalchemy.orm import Session

from models.errors import MediaAway
from models.files import storage
from models.plumbing.database import count
from models.plumbing.sweeping import Swept, claim
from models.site.locks import media_for_update
from models.tables import GuestLink, MediaFile, MediaItem
from models.tables.media_file import FileRole

# How often we look for each recording. On a large site it may take several runs to look for all of them.
CHECK_EVERY = timedelta(minutes=1)

_IS_PLAYABLE = MediaFile.role == FileRole.PLAYABLE


def notice_missing_files(db: Session, *, now: datetime, limit: int) -> Swept:
    """Look for recordings, first for those that were checked longest ago. The ids it returns are those of the files."""
    # While the media folder or the bucket is away, nothing is marked: the files are probably still there.
    if not storage.is_reachable():
        return Swept([], 0)
    due = _due(now)
    files = claim(db, due, limit)
    try:
        present = storage.look_for(file.stored_name for file in files)
        # A slow bucket may not have answered for all of them.
        checked = [file for file in files if file.stored_name in present]
        found = {file.media_id for file in checked if present[file.stored_name]}
        missing = {file.media_id for file in checked} - found
        # Of a recording with several files, one is enough to play it.
        missing -= _playing_another(db, missing, checked)
    except MediaAway:
        return Swept([], 0)
    ids = [file.id for file in checked]
    db.execute(update(MediaFile).where(MediaFile.id.in_(ids)).values(checked_at=now))
    _set_missing_since(db, missing, MediaItem.missing_since.is_(None), now)
    _set_missing_since(db, found, MediaItem.missing_since.is_not(None), None)
    return Swept(ids, count(db, due))


def clear_mark(db: Session, media_id: int) -> None:
    """Of a recording that is being made again."""
    _set_missing_since(db, {media_id}, MediaItem.missing_since.is_not(None), None)


def _playing_another(db: Session, media_ids: set[int], checked: list[MediaFile]) -> set[int]:
    """Those of the items that have one more file to play, which is there or may be. Raises MediaAway."""
    others = MediaFile.id.not_in([file.id for file in checked]), MediaFile.media_id.in_(media_ids), _IS_PLAYABLE
    rows = db.execute(select(MediaFile.stored_name, MediaFile.media_id).where(*others))
    names = {row[0]: row[1] for row in rows}
    present = storage.look_for(names) if names else {}
    return {media_id for name, media_id in names.items() if present.get(name, True)}


def _due(now: datetime) -> Select[MediaFile]:
    undeleted = select(MediaItem.id).where(MediaItem.id == MediaFile.media_id, MediaItem.deleted_at.is_(None)).exists()
    unchecked = or_(MediaFile.checked_at.is_(None), MediaFile.checked_at <= now - CHECK_EVERY)
    due = select(MediaFile).where(_IS_PLAYABLE, unchecked, undeleted)
    return due.order_by(MediaFile.checked_at.nulls_first(), MediaFile.id)


def _set_missing_since(
    db: Session, media_ids: set[int], condition: ColumnElement[bool], missing_since: datetime | None
) -> None:
    """Set it on those of the items that meet the condition, and copy to their links whether the item is available."""
    if not media_ids:
        return
    # Locks are always taken in the order media item, guest link (models/site/locks.py).
    items = media_for_update().where(MediaItem.id.in_(media_ids), MediaItem.deleted_at.is_(None), condition)
    ids = [item.id for item in db.scalars(items.order_by(MediaItem.id))]
    db.execute(update(MediaItem).where(MediaItem.id.in_(ids)).values(missing_since=missing_since))
    db.execute(update(GuestLink).where(GuestLink.media_id.in_(ids)).values(media_available=missing_since is None))
