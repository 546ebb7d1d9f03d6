"""Handing media items over to another owner. Only admins do it."""

from sqlalchemy import ColumnElement, and_, func, select, update
from sqlalchemy.orm import Session

from models.errors import Invalid
from models.people import accounts, stopping
from models.site.locks import lock_media, lock_site
from models.tables import MediaItem, User


def hand_over(db: Session, media_id: int, *, email: str) -> User | None:
    """The item, its links and its later notices belong to the person with this email from now on. Its guests notice
    nothing. Returns that person. None, and does nothing, if it belongs to them already. Raises Invalid, which names the
    field, and NotFound."""
    owner = _new_owner(db, email)
    media = lock_media(db, media_id)
    if media.owner_id == owner.id:
        return None
    media.owner_id = owner.id
    db.flush()
    stopping.copy_onto_item(db, media)
    return owner


def new_owner_of(db: Session, media_id: int, *, email: str) -> User:
    """Who would get the item. Changes nothing. Raises Invalid, which names the field, and NotFound."""
    owner = _new_owner(db, email)
    if lock_media(db, media_id).owner_id == owner.id:
        raise Invalid("email", "This person already owns this media")
    return owner


def hand_over_all(db: Session, user_id: int, *, email: str) -> tuple[User, list[int]]:
    """All items of this person. Returns their new owner, and their ids. Raises Invalid, which names the field."""
    owner = _other_owner(db, user_id, email)
    stopping.lock_items_of(db, user_id)
    mine = update(MediaItem).where(_is_item_of(user_id))
    moved = list(db.scalars(mine.values(owner_id=owner.id).returning(MediaItem.id)))
    stopping.copy_onto_links_of(db, owner.id)
    return owner, moved


def new_owner_of_all(db: Session, user_id: int, *, email: str) -> tuple[User, int]:
    """Who would get all items of this person, and how many there are. Changes nothing. Raises Invalid, which names the
    field."""
    owner = _other_owner(db, user_id, email)
    return owner, db.scalar(select(func.count()).where(_is_item_of(user_id))) or 0


def _is_item_of(user_id: int) -> ColumnElement[bool]:
    return and_(MediaItem.owner_id == user_id, MediaItem.deleted_at.is_(None))


def _other_owner(db: Session, user_id: int, email: str) -> User:
    owner = _new_owner(db, email)
    if owner.id == user_id:
        raise Invalid("email", "This is the same account")
    return owner


def _new_owner(db: Session, email: str) -> User:
    # With this lock, nobody can disable or enable the new owner until the links have their state.
    lock_site(db)
    owner = accounts.user_by_typed_email(db, email)
    if owner.disabled_at is not None:
        raise Invalid("email", "This account is disabled")
    return owner
