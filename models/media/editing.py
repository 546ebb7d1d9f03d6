"""Editing a media item: its title, description, tags and visibility."""

from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy.orm import Session

from models.errors import ChangedMeanwhile
from models.media.tags import set_tags, tags_of
from models.plumbing.folding import fold_lines
from models.site.locks import lock_media
from models.tables import MediaItem


@dataclass(frozen=True)
class MediaChanges:
    """What an owner saves on the edit page. All four replace what is stored: the item gets exactly these `tags`."""

    title: str
    description: str
    tags: tuple[str, ...]
    visibility: str


def edition_of(db: Session, media: MediaItem) -> str:
    """A hash of everything that the form can change. It stays the same until somebody changes the item."""
    shown = (media.title, media.description, media.visibility, *tags_of(db, media.id))
    return sha256(repr(shown).encode()).hexdigest()[:32]


def edit_media(db: Session, media_id: int, changes: MediaChanges, *, edition: str) -> bool:
    """`edition` is the one that the item had when the form was opened. Returns whether it is another one now. Raises
    ChangedMeanwhile if somebody has changed the item since (contract 4.15), and NotFound if it was deleted."""
    media = lock_media(db, media_id)
    if edition != edition_of(db, media):
        raise ChangedMeanwhile
    media.title, media.description, media.visibility = changes.title, changes.description, changes.visibility
    set_tags(db, media_id, changes.tags)
    media.folded = fold_lines(media.title, media.description, *tags_of(db, media_id))
    return edition_of(db, media) != edition
