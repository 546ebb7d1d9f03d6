"""Marking media items whose recording is missing, and taking the mark away when it is back (contract 2.30)."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, not_, select, update
from sqlalchemy.orm import Session

from models.errors import MediaAway
from models.files import storage
from models.plumbing.sweeping import IN_SETS, Swept, among, backlog, claim
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
    # Two questions, because an index gives each in its order. Together they would sort all files of the site.
    new = _files(MediaFile.checked_at.is_(None)).order_by(MediaFile.checked_at)
    due = _files(MediaFile.checked_at <= now - CHECK_EVERY).order_by(MediaFile.checked_at)
    new_files = claim(db, new, limit)
    old_files = claim(db, due, limit - len(new_files))
    files = new_files + old_files
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
    if ids:
        checked_now = update(MediaFile).where(among(MediaFile.id, ids)).values(checked_at=now)
        db.execute(checked_now, execution_options=IN_SETS)
    _set_missing_since(db, missing, MediaItem.missing_since.is_(None), now)
    _set_missing_since(db, found, MediaItem.missing_since.is_not(None), None)
    left = backlog(db, new, len(new_files), limit) + backlog(db, due, len(old_files), limit - len(new_files))
    return Swept(ids, left)


def clear_mark(db: Session, media_id: int) -> None:
    """Of a recording that is being made again."""
    _set_missing_since(db, {media_id}, MediaItem.missing_since.is_not(None), None)


def _playing_another(db: Session, media_ids: set[int], checked: list[MediaFile]) -> set[int]:
    """Those of the items that have one more file to play, which is there or may be. Raises MediaAway."""
    unchecked = not_(among(MediaFile.id, [file.id for file in checked]))
    others = select(MediaFile.stored_name, MediaFile.media_id).where(among(MediaFile.media_id, media_ids), unchecked)
    names = {row[0]: row[1] for row in db.execute(others.where(_IS_PLAYABLE))}
    present = storage.look_for(names) if names else {}
    return {media_id for name, media_id in names.items() if present.get(name, True)}


def _files(which: ColumnElement[bool]) -> Select[MediaFile]:
    undeleted = select(MediaItem.id).where(MediaItem.id == MediaFile.media_id, MediaItem.deleted_at.is_(None)).exists()
    return select(MediaFile).where(_IS_PLAYABLE, which, undeleted)


def _set_missing_since(
    db: Session, media_ids: set[int], condition: ColumnElement[bool], missing_since: datetime | None
) -> None:
    """Set it on those of the items that meet the condition, and copy to their links whether the item is available."""
    if not media_ids:
        return
    # Locks are always taken in the order media item, guest link (models/site/locks.py).
    marked = select(MediaItem.id).where(among(MediaItem.id, media_ids), MediaItem.deleted_at.is_(None), condition)
    if not (ids := db.scalars(marked).all()):
        # As nearly always. A lock on each of the items would be a write.
        return
    items = media_for_update().where(among(MediaItem.id, ids), MediaItem.deleted_at.is_(None), condition)
    ids = [item.id for item in db.scalars(items.order_by(MediaItem.id))]
    db.execute(update(MediaItem).where(among(MediaItem.id, ids)).values(missing_since=missing_since))
    db.execute(update(GuestLink).where(among(GuestLink.media_id, ids)).values(media_available=missing_since is None))
