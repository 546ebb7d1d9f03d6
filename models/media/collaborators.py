"""Collaborators: people with an account who help to edit one item. Adding twice is once, removing too."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models.errors import Invalid
from models.plumbing.database import insert_missing
from models.site.locks import lock_media
from models.tables import MediaCollaborator, User


def collaborators_of(db: Session, media_id: int) -> list[User]:
    """By name."""
    mine = select(User).join(MediaCollaborator, MediaCollaborator.user_id == User.id)
    return list(db.scalars(mine.where(MediaCollaborator.media_id == media_id).order_by(User.name, User.id)))


def add_collaborator(db: Session, media_id: int, email: str) -> User:
    """Who was added. Raises Invalid for an address that nobody here signs in with, and for the owner's own."""
    media = lock_media(db, media_id)
    user = db.scalar(select(User).where(User.has_email(email), User.disabled_at.is_(None)))
    if user is None:
        raise Invalid("email", "Nobody with an account here has this email address")
    if user.id == media.owner_id:
        raise Invalid("email", "This person owns the media already")
    insert_missing(db, MediaCollaborator, media_id=media_id, user_id=user.id)
    return user


def remove_collaborator(db: Session, media_id: int, user_id: int) -> None:
    mine = MediaCollaborator.media_id == media_id
    db.execute(delete(MediaCollaborator).where(mine, MediaCollaborator.user_id == user_id))
