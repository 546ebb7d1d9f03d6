"""Whose guests a request asks for. Raises NotFound or Forbidden (contract 2.5, 2.7)."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from models.errors import NotFound
from models.guests.guest_entries import Whose
from models.media import permitting
from models.tables import GuestEntry, GuestLink, MediaItem
from web.account.login import signed_in_user


@dataclass(frozen=True)
class Owned:
    """`link` is None for the guests of all links of the item."""

    media: MediaItem
    link: GuestLink | None = None

    @property
    def whose(self) -> Whose:
        return Whose(self.media.id, self.link.id if self.link else None)


def owned(db: Session, media_id: int, link_id: int | None = None) -> Owned:
    """The link may be deleted: its guests are listed all the same."""
    media = permitting.owned_media(db, media_id, signed_in_user())
    if link_id is None:
        return Owned(media)
    link = db.get(GuestLink, link_id)
    if link is None or link.media_id != media_id:
        raise NotFound
    return Owned(media, link)


def owned_entry(db: Session, media_id: int, entry_id: int) -> tuple[Owned, GuestEntry]:
    entry = db.get(GuestEntry, entry_id)
    if entry is None:
        # Somebody who may not see the item is told no more than that.
        owned(db, media_id)
        raise NotFound
    return owned(db, media_id, entry.link_id), entry
