"""Noticing media whose file is gone, or back; nothing is removed (contract 2.29, 2.30)."""

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

# Each recording is looked for this often; on a large site in turn, as bounded runs get round.
LOOKED_FOR_EVERY = timedelta(minutes=1)


def notice_missing_files(db: Session, *, now: datetime, limit: int) -> Swept:
    """Look for recordings, those first that were looked for longest ago. A missing media folder, and a bucket that
    cannot be asked, mark nothing: no item of theirs is lost. `ids` are the files looked for."""
    if not storage.is_reachable():
        return Swept([], 0)
    due = _due(now)
    claimed = claim(db, due, limit)
    try:
        found = storage.look_for(file.stored_name for file in claimed)
    except MediaAway:
        return Swept([], 0)
    looked_for = [file for file in claimed if file.stored_name in found]
    ids = [file.id for file in looked_for]
    db.execute(update(MediaFile).where(MediaFile.id.in_(ids)).values(checked_at=now))
    gone = {file.media_id for file in looked_for if not found[file.stored_name]}
    _mark(db, gone, MediaItem.missing_since.is_(None), missing_since=now)
    _mark(db, {file.media_id for file in looked_for} - gone, MediaItem.missing_since.is_not(None), missing_since=None)
    return Swept(ids, count(db, due))


def _due(now: datetime) -> Select[MediaFile]:
    undeleted = select(MediaItem.id).where(MediaItem.id == MediaFile.media_id, MediaItem.deleted_at.is_(None)).exists()
    looked_for = or_(MediaFile.checked_at.is_(None), MediaFile.checked_at <= now - LOOKED_FOR_EVERY)
    due = select(MediaFile).where(MediaFile.role == FileRole.VIDEO, looked_for, undeleted)
    return due.order_by(MediaFile.checked_at.nulls_first(), MediaFile.id)


def _mark(db: Session, media_ids: set[int], changed: ColumnElement[bool], *, missing_since: datetime | None) -> None:
    """The items whose state is another now, and its copy on their links. Lock order is media, then link."""
    if not media_ids:
        return
    items = media_for_update().where(MediaItem.id.in_(media_ids), MediaItem.deleted_at.is_(None), changed)
    ids = [item.id for item in db.scalars(items.order_by(MediaItem.id))]
    db.execute(update(MediaItem).where(MediaItem.id.in_(ids)).values(missing_since=missing_since))
    db.execute(update(GuestLink).where(GuestLink.media_id.in_(ids)).values(media_available=missing_since is None))
