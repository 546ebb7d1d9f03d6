"""Turning guest access of a media item on and off. Both are safe to call twice (contract 2.26)."""

from datetime import datetime

from sqlalchemy import Update, select, update
from sqlalchemy.orm import Session

from models.errors import Forbidden
from models.site.locks import lock_media, media_for_update
from models.tables import GuestGroup, GuestLink, MediaItem, Workflow
from models.tables.media_item import Kind
from models.tables.workflow import Event


def turn_on_access(db: Session, media_id: int, *, now: datetime) -> bool:
    """Links that have not ended by themselves work again. Earlier guest sessions do not (contract 2.25). Returns
    whether access was off. Raises Forbidden (a channel room) and NotFound."""
    media = lock_media(db, media_id)
    check_can_have_guests(media)
    if media.guest_access:
        return False
    media.guest_access = True
    db.execute(_update_links(media).values(access_on=True))
    _make_missing_groups(db, media, now=now)
    return True


def turn_off_access(db: Session, media_id: int, *, now: datetime) -> bool:
    """From the commit on, no guest enters or loads a page. Loaded pages play on (contract 2.24). A workflow removes the
    guest sessions. Returns whether access was on."""
    # Not `lock_media`, which refuses a deleted item. Its access is off already, and turning off is safe to repeat.
    media = db.scalars(media_for_update().where(MediaItem.id == media_id)).one()
    if not media.guest_access:
        return False
    ended = media.access_epoch
    media.guest_access, media.access_epoch = False, ended + 1
    db.execute(_update_links(media).values(access_on=False, access_epoch=ended + 1))
    db.add(Workflow.for_event(Event.ACCESS_OFF, media_id=media.id, epoch=ended, now=now))
    return True


def check_can_have_guests(media: MediaItem) -> None:
    """Raises Forbidden for a channel room (contract 2.7)."""
    if media.kind == Kind.CHANNEL_ROOM:
        raise Forbidden("Channel rooms never have guest access.")


def _update_links(media: MediaItem) -> Update:
    return update(GuestLink).where(GuestLink.media_id == media.id, GuestLink.deleted_at.is_(None))


def _make_missing_groups(db: Session, media: MediaItem, *, now: datetime) -> None:
    missing = db.scalars(select(GuestLink.id).where(GuestLink.media_id == media.id, GuestGroup.missing(now)))
    db.add_all([GuestGroup(link_id=link_id, created_at=now) for link_id in missing.all()])
