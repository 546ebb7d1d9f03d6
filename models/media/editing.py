"""Editing a media item: its title, description, tags and visibility."""

from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy.orm import Session

from models.media.tags import set_tags, tags_of
from models.plumbing.changed_fields import changed_fields
from models.plumbing.folding import fold_lines
from models.site.audit import changed
from models.site.locks import lock_media
from models.tables import MediaItem


@dataclass(frozen=True)
class MediaFields:
    """What the edit page shows of an item, and what it sends."""

    title: str
    description: str
    tags: tuple[str, ...]
    visibility: str


class Edited(NamedTuple):
    # What has changed, in the words of the audit log. Empty: nothing.
    told: str
    sets_visibility: bool


def fields_of(db: Session, media: MediaItem) -> MediaFields:
    return MediaFields(media.title, media.description, tuple(tags_of(db, media.id)), media.visibility)


def edit_media(db: Session, media_id: int, *, shown: MediaFields, wanted: MediaFields) -> Edited:
    """Only fields that differ from `shown` are written. Raises ChangedMeanwhile if somebody else has changed one of
    them since (contract 4.15), and NotFound if the item was deleted."""
    media = lock_media(db, media_id)
    before = fields_of(db, media)
    changes = changed_fields(vars(before), vars(shown), vars(wanted))
    if "tags" in changes:
        set_tags(db, media_id, changes.pop("tags"))
    for name, value in changes.items():
        setattr(media, name, value)
    now = fields_of(db, media)
    media.folded = fold_lines(now.title, now.description, *now.tags)
    return Edited("" if now == before else _told(before, now), now.visibility != before.visibility)


def _told(before: MediaFields, now: MediaFields) -> str:
    """The title, before and after, and which of the other fields have changed. Descriptions are too long to be told."""
    others = [name for name in ("description", "tags", "visibility") if getattr(before, name) != getattr(now, name)]
    return " · ".join([changed(before.title, now.title), *others])
