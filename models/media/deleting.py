"""Deleting a media item. Its row stays, so that its links can still say what happened (contract 2.28)."""

from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from models.site.locks import media_for_update
from models.tables import GuestLink, MediaCollaborator, MediaItem, Workflow
from models.tables.workflow import Event


def delete_media(db: Session, media_id: int, *, now: datetime) -> bool:
    """From the commit on, its links, guest sessions and visits are void. A workflow erases the files. Returns False,
    and does nothing, if it is deleted already or does not exist."""
    media = db.scalar(media_for_update().where(MediaItem.id == media_id))
    if media is None or media.deleted_at is not None:
        return False
    ended_epoch = media.access_epoch
    media.deleted_at, media.guest_access, media.access_epoch = now, False, ended_epoch + 1
    db.execute(
        update(GuestLink)
        .where(GuestLink.media_id == media_id)
        .values(media_available=False, access_on=False, access_epoch=ended_epoch + 1)
    )
    db.execute(delete(MediaCollaborator).where(MediaCollaborator.media_id == media_id))
    db.add(Workflow.for_event(Event.MEDIA_DELETED, media_id=media_id, epoch=ended_epoch, now=now))
    return True
