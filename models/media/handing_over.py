"""Handing media items over to another owner. Only admins do it."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from models.errors import Invalid
from models.people import accounts, stopping
from models.site.locks import lock_media, lock_site
from models.tables import MediaItem, User


def hand_over(db: Session, media_id: int, *, email: str) -> MediaItem:
    """The item, its links and its later notices belong to the person with this email from now on. Its guests notice
    nothing. Raises Invalid, which names the field, and NotFound."""
    owner = _new_owner(db, email)
    media = lock_media(db, media_id)
    media.owner_id = owner.id
    db.flush()
    stopping.copy_onto_item(db, media)
    return media


def hand_over_all(db: Session, user_id: int, *, email: str) -> int:
    """All items of this person. Returns how many. Raises Invalid, which names the field."""
    owner = _new_owner(db, email)
    stopping.lock_items_of(db, user_id)
    mine = update(MediaItem).where(MediaItem.owner_id == user_id, MediaItem.deleted_at.is_(None))
    moved = db.scalars(mine.values(owner_id=owner.id).returning(MediaItem.id)).all()
    stopping.copy_onto_links_of(db, owner.id)
    return len(moved)


def _new_owner(db: Session, email: str) -> User:
    # Nobody is disabled or enabled meanwhile, so the links get the state of their new owner.
    lock_site(db)
    owner = accounts.user_by_typed_email(db, email)
    if owner.disabled_at is not None:
        raise Invalid("email", "This account is disabled")
    return owner
