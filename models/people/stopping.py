"""The guest links of disabled owners: they work on, or they stop, as the site's setting says (contract 12.31).

Whether a link has stopped is copied onto it in the transaction that changes it. The media items are locked first, so a
link that is being created at that moment is either seen here, or sees what has changed.
"""

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from models.site.locks import lock_items, lock_site
from models.tables import GuestLink, MediaItem, Site, User


def links_stop(db: Session) -> bool:
    """The setting: whether the links of disabled owners stop."""
    return bool(db.scalar(select(Site.disabled_owners_stop)))


def set_links_stop(db: Session, *, stop: bool) -> bool:
    """Returns False, and does nothing, if that is the setting already."""
    lock_site(db)
    if links_stop(db) is stop:
        return False
    disabled = MediaItem.owner_id.in_(select(User.id).where(User.disabled_at.is_not(None)))
    lock_items(db, disabled)
    db.execute(update(Site).values(disabled_owners_stop=stop))
    _copy(db, disabled, stop=stop)
    return True


def lock_items_of(db: Session, user_id: int) -> None:
    """Before the person is disabled or enabled."""
    lock_items(db, MediaItem.owner_id == user_id)


def copy_onto_links_of(db: Session, user_id: int) -> None:
    """After the person was disabled or enabled."""
    _copy(db, MediaItem.owner_id == user_id, stop=owner_is_stopped(db, user_id))


def copy_onto_item(db: Session, media: MediaItem) -> None:
    """After the item was given to another owner."""
    _copy(db, MediaItem.id == media.id, stop=owner_is_stopped(db, media.owner_id))


def owner_is_stopped(db: Session, user_id: int) -> bool:
    """Whether the links of this owner have stopped. Lock the item first."""
    disabled = select(User.id).where(User.id == user_id, User.disabled_at.is_not(None)).exists()
    return bool(db.scalar(select(Site.id).where(Site.disabled_owners_stop, disabled)))


def _copy(db: Session, which: ColumnElement[bool], *, stop: bool) -> None:
    items = select(MediaItem.id).where(which)
    links = update(GuestLink).where(GuestLink.media_id.in_(items), GuestLink.owner_stopped.is_not(stop))
    db.execute(links.values(owner_stopped=stop), execution_options={"synchronize_session": False})
