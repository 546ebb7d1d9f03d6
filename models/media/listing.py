"""What an owner's pages and the command line list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, not_, select
from sqlalchemy.orm import Session

from models.errors import NotFound
from models.media.jitsi import is_guarded
from models.tables import LiveSession, MediaFile, MediaItem, Room, User, Visit
from models.tables.live_session import LiveState
from models.tables.media_file import FileRole, Playable
from models.tables.media_item import Kind

MOST_SHARED = 100


def media_of(db: Session, user: User) -> list[MediaItem]:
    """Newest first."""
    return list(db.scalars(select(MediaItem).where(MediaItem.editable_by(user)).order_by(MediaItem.id.desc())))


def shared_with(db: Session, user: User) -> list[MediaItem]:
    """What others share with everybody on this site, newest first, so many at most."""
    shared = select(MediaItem).where(MediaItem.visible_to(user), not_(MediaItem.editable_by(user)))
    return list(db.scalars(shared.order_by(MediaItem.id.desc()).limit(MOST_SHARED)))


def with_poster(db: Session, media_ids: Sequence[int]) -> set[int]:
    """Those of them that have a picture to show."""
    posters = MediaFile.media_id.in_(media_ids), MediaFile.role == FileRole.POSTER
    return set(db.scalars(select(MediaFile.media_id).where(*posters)))


def all_media(db: Session) -> list[MediaItem]:
    return list(db.scalars(select(MediaItem).where(MediaItem.deleted_at.is_(None)).order_by(MediaItem.id)))


def media(db: Session, media_id: int) -> MediaItem:
    """Raises NotFound with a sentence for the command line."""
    item = db.get(MediaItem, media_id)
    if item is None or item.deleted_at is not None:
        raise NotFound("There is no media %(id)s.", id=str(media_id))
    return item


def file_of(db: Session, media_id: int, role: str, language: str = "") -> Playable | None:
    wanted = MediaFile.media_id == media_id, MediaFile.role == role, MediaFile.language == language
    file = db.scalar(select(MediaFile).where(*wanted))
    return Playable(file.stored_name, file.content_type, file.size) if file else None


def counts(db: Session, item: MediaItem) -> tuple[int, int]:
    """Views and plays: those of visits long tidied away, and those of visits whose rows still stand."""
    rows = select(func.count(Visit.id), func.count(Visit.played_at)).where(Visit.media_id == item.id)
    views, plays = db.execute(rows).one()
    return item.past_views + views, item.past_plays + plays


@dataclass(frozen=True)
class Shown:
    """What a page shows of an item."""

    item: MediaItem
    content_type: str
    duration: float | None
    has_poster: bool
    # The languages of its captions.
    captions: list[str]
    live: "ShownLive | None" = None
    # Of a room: whether its door opens to a signed token only.
    room_is_guarded: bool | None = None


@dataclass(frozen=True)
class ShownLive:
    """Of a live session: its `state` as far as the database knows it."""

    state: LiveState
    folder: str | None
    playlist_url: str | None
    starts_at: datetime | None


def shown(db: Session, media_id: int, *, now: datetime) -> Shown:
    item = db.get_one(MediaItem, media_id)
    found = list(db.scalars(select(MediaFile).where(MediaFile.media_id == media_id).order_by(MediaFile.language)))
    files = {file.role: file for file in found}
    video = files.get("video")
    return Shown(
        item,
        video.content_type if video else "",
        video.duration_seconds if video else None,
        "poster" in files,
        [file.language for file in found if file.role == "captions"],
        live_of(db, media_id, now=now) if item.kind == Kind.LIVE else None,
        room_is_guarded(db, media_id) if item.kind == Kind.ROOM else None,
    )


def room_is_guarded(db: Session, media_id: int) -> bool | None:
    """None for what is no room."""
    url = db.scalar(select(Room.join_url).where(Room.media_id == media_id))
    return None if url is None else is_guarded(url)


def live_of(db: Session, media_id: int, *, now: datetime) -> ShownLive | None:
    """None for what is no live session."""
    row = db.execute(
        select(LiveSession.state(now), LiveSession.folder, LiveSession.playlist_url, LiveSession.starts_at).where(
            LiveSession.media_id == media_id
        )
    ).one_or_none()
    return ShownLive(LiveState(row[0]), row[1], row[2], row[3]) if row else None
