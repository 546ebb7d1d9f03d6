"""Rooms: meetings on another server, such as Jitsi."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models.errors import NotFound
from models.plumbing.folding import fold
from models.tables import MediaItem, Room
from models.tables.media_item import Kind


def add_room(db: Session, *, owner_id: int, title: str, join_url: str, channel: bool, now: datetime) -> MediaItem:
    """A room, or a channel room, which never has guest access (contract 2.7)."""
    kind = Kind.CHANNEL_ROOM if channel else Kind.ROOM
    media = MediaItem(kind=kind, title=title, folded=fold(title), owner_id=owner_id, created_at=now)
    db.add(media)
    db.flush()
    db.add(Room(media_id=media.id, join_url=join_url))
    return media


def change_address(db: Session, media_id: int, join_url: str) -> bool:
    """People who join from now on are led there. Returns False if that is its address already. Raises NotFound if the
    item is not a room."""
    other = Room.media_id == media_id, Room.join_url != join_url
    if db.scalar(update(Room).where(*other).values(join_url=join_url).returning(Room.media_id)) is not None:
        return True
    join_url_of(db, media_id)
    return False


def join_url_of(db: Session, media_id: int) -> str:
    """Raises NotFound if the item is not a room."""
    url = db.scalar(select(Room.join_url).where(Room.media_id == media_id))
    if url is None:
        raise NotFound
    return url
