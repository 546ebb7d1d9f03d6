"""Collaborators: people who may edit one item (contract 4.18).

They are added by address, and nothing tells whether there is an account with it: neither the answer, nor its time, nor
the list.
"""

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from models.errors import Invalid
from models.plumbing.database import insert_missing
from models.site.locks import lock_media
from models.tables import MediaCollaborator, User

MOST_COLLABORATORS = 200


def collaborators_of(db: Session, media_id: int) -> list[MediaCollaborator]:
    """In the order of their addresses."""
    rows = select(MediaCollaborator).where(MediaCollaborator.media_id == media_id)
    return list(db.scalars(rows.order_by(MediaCollaborator.email)))


def add_collaborator(db: Session, media_id: int, email: str, *, by: User) -> bool:
    """Returns False if this address has been added already. Raises Invalid if `by` adds themselves to their own item,
    and when there are too many."""
    media, email = lock_media(db, media_id), email.lower()
    if media.owner_id == by.id and email == by.email:
        raise Invalid("email", "This person already owns this media")
    number = select(func.count()).where(MediaCollaborator.media_id == media_id, MediaCollaborator.email != email)
    if (db.scalar(number) or 0) >= MOST_COLLABORATORS:
        raise Invalid("email", "An item has at most %(most)s collaborators. Remove one first", most=MOST_COLLABORATORS)
    # One statement, whether there is an account or not.
    account = select(User.id).where(User.email == email).scalar_subquery()
    return insert_missing(db, MediaCollaborator, media_id=media_id, email=email, user_id=account)


def remove_collaborator(db: Session, media_id: int, collaborator_id: int) -> str | None:
    """Returns the email. None if there is none with this id."""
    row = MediaCollaborator.media_id == media_id, MediaCollaborator.id == collaborator_id
    return db.scalar(delete(MediaCollaborator).where(*row).returning(MediaCollaborator.email))
