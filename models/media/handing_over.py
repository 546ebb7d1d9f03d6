"""Handing a media item over to another owner. Only admins do it."""

from sqlalchemy.orm import Session

from models.errors import Invalid
from models.people import accounts, stopping
from models.site.locks import lock_media, lock_site
from models.tables import MediaItem


def hand_over(db: Session, media_id: int, *, email: str) -> MediaItem:
    """The item, its links and its later notices belong to the person with this email from now on. Its guests notice
    nothing. Raises Invalid, which names the field, and NotFound."""
    # Nobody is disabled or enabled meanwhile, so the links get the state of their new owner.
    lock_site(db)
    media = lock_media(db, media_id)
    owner = accounts.user_by_typed_email(db, email)
    if owner.disabled_at is not None:
        raise Invalid("email", "This account is disabled")
    media.owner_id = owner.id
    db.flush()
    stopping.copy_onto_item(db, media)
    return media
