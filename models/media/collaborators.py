"""Collaborators: people with an account who may edit one item (contract 4.18)."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models.errors import Invalid
from models.plumbing.database import insert_missing
from models.site.locks import lock_media
from models.tables import MediaCollaborator, User


def collaborators_of(db: Session, media_id: int) -> list[User]:
    """In the order of their names."""
    users = select(User).join(MediaCollaborator, MediaCollaborator.user_id == User.id)
    return list(db.scalars(users.where(MediaCollaborator.media_id == media_id).order_by(User.name, User.id)))


def add_collaborator(db: Session, media_id: int, email: str) -> User:
    """Safe to call twice. Raises Invalid if no enabled account has this email, or if its person owns the item."""
    media = lock_media(db, media_id)
    user = db.scalar(select(User).where(User.has_email(email), User.disabled_at.is_(None)))
    if user is None:
        raise Invalid("email", "There is no account with this email address")
    if user.id == media.owner_id:
        raise Invalid("email", "This person already owns this media")
    insert_missing(db, MediaCollaborator, media_id=media_id, user_id=user.id)
    return user


def remove_collaborator(db: Session, media_id: int, user_id: int) -> None:
    """Safe to call twice."""
    row = MediaCollaborator.media_id == media_id, MediaCollaborator.user_id == user_id
    db.execute(delete(MediaCollaborator).where(*row))
