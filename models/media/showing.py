"""What is shown of one media item: to guests and owners on its page, and on the command line."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.errors import NotFound
from models.files.live import shown as live_shown
from models.media.jitsi import is_signed_room
from models.media.preparing import Preparing, preparing_of
from models.tables import LiveSession, MediaFile, MediaItem, Room, Visit
from models.tables.live_session import LiveState, LiveStream
from models.tables.media_file import FileRole, FileToSend
from models.tables.media_item import Kind


@dataclass(frozen=True)
class ShownLive:
    """A live session. `state` is what the database knows; the files of its stream may say more. It has either a stream
    of ours or a playlist elsewhere."""

    state: LiveState
    stream: LiveStream | None
    playlist_url: str | None
    starts_at: datetime | None
    # Of the servers that a page needs to play the playlist elsewhere. None: they have not been read.
    playlist_origins: str | None = None

    @property
    def is_elsewhere(self) -> bool:
        """Whether the stream comes from another server (contract 9.13)."""
        return self.playlist_url is not None

    @property
    def has_begun(self) -> bool:
        """Whether the time of its start has come."""
        return self.state != LiveState.UPCOMING

    def state_now(self, *, for_guests: bool, now: datetime) -> LiveState:
        """By the database and, for a stream of ours, by the disk."""
        return self.state if self.stream is None else live_shown.state(self.stream, for_guests=for_guests, now=now)


@dataclass(frozen=True)
class PlayableFile:
    """The id of a file to play, and its content type."""

    id: int
    content_type: str


@dataclass(frozen=True)
class ShownMedia:
    """What a page shows of an item. `sources` are the files to play, the one that every browser plays first. `duration`
    is in seconds."""

    item: MediaItem
    sources: list[PlayableFile]
    duration: float | None
    has_poster: bool
    caption_languages: list[str]
    preparing: Preparing
    live: ShownLive | None = None
    room_is_open: bool = False


def media_item(db: Session, media_id: int) -> MediaItem:
    """The item, if it is not deleted. Raises NotFound with a sentence for the command line."""
    item = db.get(MediaItem, media_id)
    if item is None or item.deleted_at is not None:
        raise NotFound("There is no media %(id)s.", id=str(media_id))
    return item


def shown_media(db: Session, media_id: int, *, now: datetime) -> ShownMedia:
    item = db.get_one(MediaItem, media_id)
    files = list(db.scalars(select(MediaFile).where(MediaFile.media_id == media_id).order_by(MediaFile.language)))
    playable = sorted((file for file in files if file.role == FileRole.PLAYABLE), key=_is_for_some)
    recording = next((file for file in (*playable, *files) if file.duration_seconds is not None), None)
    return ShownMedia(
        item,
        sources=[PlayableFile(file.id, file.content_type) for file in playable],
        duration=recording.duration_seconds if recording else None,
        has_poster=any(file.role == FileRole.POSTER for file in files),
        caption_languages=[file.language for file in files if file.role == FileRole.CAPTIONS],
        preparing=preparing_of(db, media_id),
        live=shown_live(db, media_id, now=now) if item.kind == Kind.LIVE else None,
        room_is_open=item.kind == Kind.ROOM and room_is_open(db, media_id),
    )


def _is_for_some(file: MediaFile) -> bool:
    """Whether only some browsers play it. They are offered it after the one that all play (contract 8.34)."""
    return file.content_type.startswith(("video/webm", "audio/webm"))


def shown_live(db: Session, media_id: int, *, now: datetime) -> ShownLive | None:
    """None if the item is not a live session."""
    return shown_live_of_all(db, [media_id], now=now).get(media_id)


def shown_live_of_all(db: Session, media_ids: Iterable[int], *, now: datetime) -> dict[int, ShownLive]:
    """Those of these items that are live sessions."""
    columns = *LiveSession.stream_columns(now), LiveSession.playlist_url, LiveSession.playlist_origins
    rows = db.execute(select(*columns).where(LiveSession.media_id.in_(list(media_ids))))
    return {row[0]: _shown_live(*row) for row in rows}


def _shown_live(*row: Any) -> ShownLive:
    *stream, playlist_url, origins = row
    shown = LiveStream.of(*stream)
    return ShownLive(shown.state, None if playlist_url else shown, playlist_url, shown.starts_at, origins)


def room_is_open(db: Session, media_id: int) -> bool:
    """Whether people who joined the room can go there again without us (contract 10.4). False if it is not a room."""
    url = db.scalar(select(Room.join_url).where(Room.media_id == media_id))
    return url is not None and not is_signed_room(url)


def file_of(
    db: Session, media_id: int, role: str, language: str = "", *, file_id: int | None = None
) -> FileToSend | None:
    file = db.scalar(select(MediaFile).where(MediaFile.media_id == media_id, MediaFile.wanted(role, language, file_id)))
    return FileToSend(file.stored_name, file.content_type, file.size) if file else None


def views_and_plays(db: Session, item: MediaItem) -> tuple[int, int]:
    """Visits are counted from their rows. The item itself keeps the counts of the rows that were removed."""
    rows = select(func.count(Visit.id), func.count(Visit.played_at)).where(Visit.media_id == item.id)
    views, plays = db.execute(rows).one()
    return item.past_views + views, item.past_plays + plays
