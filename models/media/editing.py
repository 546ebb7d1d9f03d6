"""Editing an item: what it is called, what it says, its tags, and who may watch it with an account."""

from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models.errors import ChangedMeanwhile
from models.plumbing.database import insert_missing
from models.site.locks import lock_media
from models.tables import MediaItem, MediaTag


@dataclass(frozen=True)
class EditForm:
    """A validated form; `tags` are all that the item has from now on."""

    title: str
    description: str
    tags: tuple[str, ...]
    visibility: str


def edition_of(db: Session, media: MediaItem) -> str:
    """A name for all that the form changes, as it stands now: equal as long as nobody has changed it."""
    tags = db.scalars(select(MediaTag.name).where(MediaTag.media_id == media.id).order_by(MediaTag.name)).all()
    return sha256(repr((media.title, media.description, media.visibility, *tags)).encode()).hexdigest()[:32]


def edit_media(db: Session, media_id: int, form: EditForm, *, edition: str) -> None:
    """`edition` is what stood in the form when it was opened: two windows must not undo each other unseen. Raises
    ChangedMeanwhile, and NotFound for an item that was deleted meanwhile."""
    media = lock_media(db, media_id)
    if edition != edition_of(db, media):
        raise ChangedMeanwhile
    media.title, media.description, media.visibility = form.title, form.description, form.visibility
    db.execute(delete(MediaTag).where(MediaTag.media_id == media_id, MediaTag.name.not_in(form.tags)))
    for name in form.tags:
        insert_missing(db, MediaTag, media_id=media_id, name=name)
