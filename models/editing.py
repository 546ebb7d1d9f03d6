"""Editing an item: what it is called, what it says, its tags, and who may watch it with an account."""

from dataclasses import dataclass

from sqlalchemy import delete
from sqlalchemy.orm import Session

from models.plumbing.db import insert_missing
from models.tables import MediaItem, MediaTag


@dataclass(frozen=True)
class EditForm:
    """A validated form; `tags` are all that the item has from now on."""

    title: str
    description: str
    tags: tuple[str, ...]
    visibility: str


def edit_media(db: Session, media_id: int, form: EditForm) -> None:
    """Raises NotFound for one that was deleted meanwhile."""
    media = MediaItem.held(db, media_id)
    media.title, media.description, media.visibility = form.title, form.description, form.visibility
    db.execute(delete(MediaTag).where(MediaTag.media_id == media_id, MediaTag.name.not_in(form.tags)))
    for name in form.tags:
        insert_missing(db, MediaTag, media_id=media_id, name=name)
