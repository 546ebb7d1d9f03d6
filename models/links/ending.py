"""*End now*: a guest link, or guest access of an item, ends, and the pages that guests have loaded stop playing."""

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from models.links.switching import turn_off_access
from models.site.locks import media_for_update
from models.tables import GuestLink, MediaItem, Visit, Workflow
from models.tables.workflow import Event


def end_link(db: Session, link_id: int, *, now: datetime) -> bool:
    """Mark the link as ended (contract 2.53). A workflow removes its guest sessions. Returns False, and does nothing,
    if it was ended before, is deleted or does not exist."""
    media_id = db.scalar(select(GuestLink.media_id).where(GuestLink.id == link_id))
    db.scalar(media_for_update().where(MediaItem.id == media_id))
    end = (
        update(GuestLink)
        .where(GuestLink.id == link_id, GuestLink.deleted_at.is_(None), GuestLink.ended_at.is_(None))
        .values(
            ended_at=now,
            play_epoch=GuestLink.play_epoch + 1,
            # Nothing is left for the sweep: the workflow below does what follows an expiry.
            expiry_recorded_at=func.coalesce(GuestLink.expiry_recorded_at, now),
        )
        .returning(GuestLink.access_epoch)
    )
    epoch = db.scalar(end, execution_options={"synchronize_session": False})
    if epoch is None or media_id is None:
        return False
    db.add(Workflow.for_event(Event.LINK_ENDED, media_id=media_id, link_id=link_id, epoch=epoch, now=now))
    return True


def end_item(db: Session, media_id: int, *, now: datetime) -> bool:
    """Turn access off, and end what guests watch by any link of the item (contract 2.54), also where access is off
    already. Returns False if access was off and nobody was watching."""
    has_ended = turn_off_access(db, media_id, now=now) or _is_watched(db, media_id, now=now)
    # Those of deleted links too: their loaded pages play on otherwise.
    links = update(GuestLink).where(GuestLink.media_id == media_id).values(play_epoch=GuestLink.play_epoch + 1)
    db.execute(links, execution_options={"synchronize_session": False})
    return has_ended


def _is_watched(db: Session, media_id: int, *, now: datetime) -> bool:
    return db.scalar(select(Visit.id).where(Visit.media_id == media_id, Visit.connected(now)).limit(1)) is not None
