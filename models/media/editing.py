"""Editing a media item: its title, description, tags and visibility."""

from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy.orm import Session

from models.errors import ChangedMeanwhile
from models.media.tags import set_tags, tags_of
from models.plumbing.folding import fold_lines
from models.site.audit import changed
from models.site.locks import lock_media
from models.tables import MediaItem


@dataclass(frozen=True)
class MediaChanges:
    """What an owner saves on the edit page. All four replace what is stored: the item gets exactly these `tags`."""

    title: str
    description: str
    tags: tuple[str, ...]
    visibility: str


class Edited(NamedTuple):
    # What has changed, in the words of the audit log. Empty: nothing.
    told: str
    sets_visibility: bool


def edition_of(db: Session, media: MediaItem) -> str:
    """A hash of everything that the form can change. It stays the same until somebody changes the item."""
    return _edition(_stored(db, media))


def edit_media(db: Session, media_id: int, changes: MediaChanges, *, edition: str) -> Edited:
    """`edition` is the one that the item had when the form was opened. Raises ChangedMeanwhile if somebody has changed
    the item since (contract 4.15), and NotFound if it was deleted."""
    media = lock_media(db, media_id)
    before = _stored(db, media)
    if edition != _edition(before):
        raise ChangedMeanwhile
    media.title, media.description, media.visibility = changes.title, changes.description, changes.visibility
    set_tags(db, media_id, changes.tags)
    now = _stored(db, media)
    media.folded = fold_lines(now.title, now.description, *now.tags)
    return Edited("" if now == before else _told(before, now), now.visibility != before.visibility)


def _stored(db: Session, media: MediaItem) -> MediaChanges:
    return MediaChanges(media.title, media.description, tuple(tags_of(db, media.id)), media.visibility)


def _edition(stored: MediaChanges) -> str:
    shown = (stored.title, stored.description, stored.visibility, *stored.tags)
    return sha256(repr(shown).encode()).hexdigest()[:32]


def _told(before: MediaChanges, now: MediaChanges) -> str:
    """The title, before and after, and which of the other fields have changed. Descriptions are too long to be told."""
    others = [name for name in ("description", "tags", "visibility") if getattr(before, name) != getattr(now, name)]
    return " · ".join([changed(before.title, now.title), *others])
