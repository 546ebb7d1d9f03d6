"""Marking media items whose recording is missing, and taking the mark away when it is back (contract 2.30)."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, func, not_, select, update
from sqlalchemy.orm import Session

from models.errors import MediaAway
from models.files import storage
from models.plumbing.database import Transaction
from models.plumbing.sweeping import MOST_COUNTED, Swept, among
from models.site.locks import media_for_update
from models.tables import GuestLink, MaintenanceRun, MediaFile, MediaItem
from models.tables.media_file import FileRole

# How often a round through all recordings may begin. On a large site it takes several runs.
ROUND_EVERY = timedelta(minutes=1)

_IS_PLAYABLE = MediaFile.role == FileRole.PLAYABLE
_IS_MARKED = MediaItem.missing_since.is_not(None)
_IS_FURTHER = and_(_IS_PLAYABLE, MediaFile.id > bindparam("place"))
_NEXT = (
    select(MediaFile.id, MediaFile.stored_name, _IS_MARKED.label("is_marked"))
    .join(MediaItem, MediaItem.id == MediaFile.media_id)
    .where(_IS_FURTHER, MediaItem.deleted_at.is_(None))
    .order_by(MediaFile.id)
    .limit(bindparam("most"))
)
# In order, and with the files of deleted items. Otherwise PostgreSQL would read the whole table to count some.
_LEFT = select(func.count()).select_from(
    select(MediaFile.id).where(_IS_FURTHER).order_by(MediaFile.id).limit(MOST_COUNTED).subquery()
)


def notice_missing_files(begin: Transaction, *, now: datetime, limit: int) -> Swept:
    """Look for the next recordings in the order of their files' ids. The ids it returns are those of the files."""
    with begin() as db:
        place, may_begin = _place(db, now)
    if place == 0 and not may_begin:
        return Swept([], 0)
    # While the media folder or the bucket is away, nothing is marked: the files are probably still there.
    if not storage.is_reachable():
        return Swept([], 0)
    with begin() as db:
        files: Sequence[Any] = db.execute(_NEXT, {"place": place, "most": limit}).all()
        left = db.scalar(_LEFT, {"place": files[-1].id}) if 0 < len(files) == limit else 0
    checked: list[Any] = []
    try:
        present = storage.look_for(file.stored_name for file in files)
        # A slow bucket may not have answered for all of them.
        checked = [file for file in files if file.stored_name in present]
        if wrong := [file.id for file in checked if present[file.stored_name] == file.is_marked]:
            with begin() as db:
                _change_marks(db, wrong, now)
    except MediaAway:
        checked = []
    return Swept([file.id for file in checked], left or 0, place=_next_place(files, checked, limit))


def _place(db: Session, now: datetime) -> tuple[int, bool]:
    """After which file to look, and whether a round may begin now: the last run was not in this minute."""
    run = select(MaintenanceRun.place, MaintenanceRun.last_success_at)
    place, last = db.execute(run.where(MaintenanceRun.name == notice_missing_files.__name__)).one_or_none() or (0, None)
    return place, last is None or _round_of(last) != _round_of(now)


def _round_of(now: datetime) -> int:
    return (now - datetime.min.replace(tzinfo=UTC)) // ROUND_EVERY


def _next_place(files: Sequence[Any], checked: Sequence[Any], limit: int) -> int:
    if not files:
        return 0
    # Without any answer the run goes on too, so that one file that cannot be read does not keep it from the others.
    last = (checked or files)[-1]
    is_end = last is files[-1] and len(files) < limit
    return 0 if is_end else int(last.id)


def _change_marks(db: Session, ids: list[int], now: datetime) -> None:
    """Of the items of these files, as far as it is still so once the items are locked: a file may have been replaced.
    Raises MediaAway."""
    of_files = MediaItem.id.in_(select(MediaFile.media_id).where(among(MediaFile.id, ids)))
    # Waits for who has locked one of them: the sweep of visits runs at the same second, and counts the visits of this
    # item. Without a wait, an item whose file is back would stay marked for another round.
    locked = media_for_update().with_only_columns(MediaItem.id)
    items = db.scalars(locked.where(of_files).order_by(MediaItem.id)).all()
    playable = _IS_PLAYABLE, among(MediaFile.id, ids), among(MediaFile.media_id, items)
    files = db.scalars(select(MediaFile).where(*playable).order_by(MediaFile.id)).all()
    present = storage.look_for(file.stored_name for file in files)
    checked = [file for file in files if file.stored_name in present]
    found = {file.media_id for file in checked if present[file.stored_name]}
    # Of a recording with several files, one is enough to play it.
    missing = {file.media_id for file in checked} - found
    missing -= _playing_another(db, missing, checked)
    _set_missing_since(db, missing, now)
    _set_missing_since(db, found, None)


def clear_mark(db: Session, media_id: int) -> None:
    """Of a recording that is being made again."""
    _set_missing_since(db, {media_id}, None)


def _playing_another(db: Session, media_ids: set[int], checked: Sequence[MediaFile]) -> set[int]:
    """Those of the items that have one more file to play, which is there or may be. Raises MediaAway."""
    unchecked = not_(among(MediaFile.id, [file.id for file in checked]))
    others = select(MediaFile.stored_name, MediaFile.media_id).where(among(MediaFile.media_id, media_ids), unchecked)
    names = {row[0]: row[1] for row in db.execute(others.where(_IS_PLAYABLE))}
    present = storage.look_for(names) if names else {}
    return {media_id for name, media_id in names.items() if present.get(name, True)}


def _set_missing_since(db: Session, media_ids: set[int], missing_since: datetime | None) -> None:
    """Mark those of the items that are not marked, or take the marks away, and copy to their links whether the item is
    available."""
    if not media_ids:
        return
    is_due = MediaItem.deleted_at.is_(None), _IS_MARKED if missing_since is None else not_(_IS_MARKED)
    # Locks are always taken in the order media item, guest link (models/site/locks.py).
    if not (ids := db.scalars(select(MediaItem.id).where(among(MediaItem.id, media_ids), *is_due)).all()):
        # This is nearly always so. Locking each item first would cost a write.
        return
    items = media_for_update().where(among(MediaItem.id, ids), *is_due)
    ids = [item.id for item in db.scalars(items.order_by(MediaItem.id))]
    db.execute(update(MediaItem).where(among(MediaItem.id, ids)).values(missing_since=missing_since))
    db.execute(update(GuestLink).where(among(GuestLink.media_id, ids)).values(media_available=missing_since is None))
