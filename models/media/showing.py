"""How one media item is now: whether it is live or prepared, what its room is, and how often it was watched."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, case, false, func, select
from sqlalchemy.orm import Session

from models.errors import NotFound
from models.files.live import shown as live_shown
from models.media.jitsi import is_signed_room
from models.media.preparing import Preparing, preparing_columns, preparing_from
from models.tables import LiveSession, MediaFile, MediaItem, Preparation, Room, Visit, Workflow
from models.tables.bound_now import NOW, at
from models.tables.live_session import LiveState, LiveStream
from models.tables.media_file import FileToSend


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


def media_item(db: Session, media_id: int) -> MediaItem:
    """The item, if it is not deleted. Raises NotFound with a sentence for the command line."""
    item = db.get(MediaItem, media_id)
    if item is None or item.deleted_at is not None:
        raise NotFound("There is no media %(id)s.", id=str(media_id))
    return item


def sign_columns() -> tuple[Any, ...]:
    """What `sign_from` takes. For a query on `sign_tables`."""
    return *_live_columns(), *preparing_columns()


def sign_tables(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Joins to a query on items what `sign_columns` are about."""
    live = query.outerjoin(LiveSession, LiveSession.media_id == MediaItem.id)
    prepared = live.outerjoin(Preparation, Preparation.media_id == MediaItem.id)
    return prepared.outerjoin(Workflow, Workflow.id == Preparation.workflow_id)


def sign_from(row: Any) -> tuple[ShownLive | None, Preparing]:
    """How the item is now, from the last columns of a row."""
    live, preparing = row[-_LIVE - _PREPARING : -_PREPARING], row[-_PREPARING:]
    return _shown_live(*live) if live[0] is not None else None, preparing_from(*preparing)


def _live_columns() -> tuple[Any, ...]:
    *stream, holds_stream = LiveSession.stream_columns(NOW)
    # Of other kinds of items nothing is compared.
    holds_stream = case((LiveSession.folder.is_not(None), holds_stream), else_=false())
    return *stream, holds_stream, LiveSession.playlist_url, LiveSession.playlist_origins


_LIVE, _PREPARING = len(_live_columns()), len(preparing_columns())
_SIGNS = sign_tables(
    select(MediaItem.id, *sign_columns()).where(MediaItem.id.in_(bindparam("media_ids", expanding=True)))
)


def signs_of_all(
    db: Session | Connection, media_ids: Iterable[int], *, now: datetime
) -> dict[int, tuple[ShownLive | None, Preparing]]:
    """How each of these items is now, in one statement. The first is None if it is not a live session."""
    return {row[0]: sign_from(row) for row in db.execute(_SIGNS, at(now, media_ids=list(media_ids)))}


def shown_live(db: Session, media_id: int, *, now: datetime) -> ShownLive | None:
    """None if the item is not a live session."""
    found = signs_of_all(db, [media_id], now=now).get(media_id)
    return found[0] if found else None


def _shown_live(*row: Any) -> ShownLive:
    *stream, playlist_url, origins = row
    shown = LiveStream.of(*stream)
    return ShownLive(shown.state, None if playlist_url else shown, playlist_url, shown.starts_at, origins)


def room_is_open(db: Session, media_id: int) -> bool:
    """Whether people who joined the room can go there again without us (contract 10.4). False if it is not a room."""
    url = db.scalar(select(Room.join_url).where(Room.media_id == media_id))
    return is_open(url)


def is_open(room_url: str | None) -> bool:
    return room_url is not None and not is_signed_room(room_url)


def file_of(
    db: Session, media_id: int, role: str, language: str = "", *, file_id: int | None = None
) -> FileToSend | None:
    file = db.scalar(select(MediaFile).where(MediaFile.media_id == media_id, MediaFile.wanted(role, language, file_id)))
    return FileToSend.of(file) if file else None


def views_and_plays(db: Session, item: MediaItem) -> tuple[int, int]:
    """Visits are counted from their rows. The item itself keeps the counts of the rows that were removed."""
    rows = select(func.count(Visit.id), func.count(Visit.played_at)).where(Visit.media_id == item.id)
    views, plays = db.execute(rows).one()
    return item.past_views + views, item.past_plays + plays
