"""Deleting a guest link. Its token never works again (contract 2.27)."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models.site.locks import media_for_update
from models.tables import GuestLink, MediaItem, Workflow
from models.tables.workflow import Event


def delete_link(db: Session, link_id: int, *, now: datetime) -> bool:
    """Another link may take its place. A workflow removes its guest sessions. Returns False, and does nothing, if it is
    deleted already or does not exist."""
    media_id = db.scalar(select(GuestLink.media_id).where(GuestLink.id == link_id))
    db.scalar(media_for_update().where(MediaItem.id == media_id))
    epoch = db.scalar(
        update(GuestLink)
        .where(GuestLink.id == link_id, GuestLink.deleted_at.is_(None))
        .values(deleted_at=now, slot=None)
        .returning(GuestLink.access_epoch)
    )
    if epoch is None or media_id is None:
        return False
    db.add(Workflow.for_event(Event.LINK_DELETED, media_id=media_id, link_id=link_id, epoch=epoch, now=now))
    return True
