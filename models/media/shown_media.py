"""What is shown of one media item: to guests and owners on its page, and on the command line. It is one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, Select, bindparam, func, literal_column, select
from sqlalchemy.orm import Session

from models.errors import NotFound
from models.media.preparing import Preparing
from models.media.showing import ShownLive, is_open, sign_columns, sign_from, sign_tables
from models.tables import MediaFile, MediaItem, MediaTag, Room, User
from models.tables.bound_now import at
from models.tables.media_file import FileRole
from models.tables.media_item import Kind


@dataclass(frozen=True)
class PlayableFile:
    """The id of a file to play, its content type, and its name in the storage."""

    id: int
    content_type: str
    stored_name: str


@dataclass(frozen=True)
class ShownMedia:
    """What a page shows of an item. `sources` are the files to play, the one that every browser plays first. `duration`
    is in seconds."""

    kind: str
    title: str
    description: str
    owner_name: str
    created_at: datetime
    tags: tuple[str, ...]
    sources: tuple[PlayableFile, ...]
    duration: float | None
    has_poster: bool
    caption_languages: tuple[str, ...]
    preparing: Preparing
    live: ShownLive | None
    room_is_open: bool

    @property
    def recording(self) -> list[str]:
        """The names of its files in the storage, to be looked for (`presence.is_gone`)."""
        return [file.stored_name for file in self.sources]


def shown_media(db: Session | Connection, media_id: int, *, now: datetime) -> ShownMedia:
    """Raises NotFound if there is no such item."""
    rows = db.execute(_OF_ITEM, at(now, media_id=media_id)).all()
    if not rows:
        raise NotFound
    return shown_from(rows)


def showing_columns() -> tuple[Any, ...]:
    """What `shown_from` takes, in a row for each file. For a query on `showing_tables`."""
    # As SQL: SQLAlchemy would write any other separator into the statement each time (facts 152).
    together = func.aggregate_strings(MediaTag.name, cast("str", literal_column("'\n'"))).label("tags")
    tags = select(together).where(MediaTag.media_id == MediaItem.id)
    item = MediaItem.kind, MediaItem.title, MediaItem.description, MediaItem.created_at, User.name.label("owner_name")
    file = MediaFile.role, MediaFile.language, MediaFile.id.label("file_id"), MediaFile.stored_name
    file_is = MediaFile.content_type, MediaFile.duration_seconds
    more = tags.correlate(MediaItem).scalar_subquery().label("tags"), Room.join_url
    return *item, *more, *file, *file_is, *sign_columns()


def showing_tables(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Joins to a query on items what their pages show."""
    files = sign_tables(query).join(User, User.id == MediaItem.owner_id)
    files = files.outerjoin(Room, Room.media_id == MediaItem.id)
    return files.outerjoin(MediaFile, MediaFile.media_id == MediaItem.id).order_by(MediaFile.language, MediaFile.id)


_OF_ITEM = showing_tables(select(*showing_columns()).where(MediaItem.id == bindparam("media_id")))


def shown_from(rows: Sequence[Any]) -> ShownMedia:
    """From all rows of one item. Their last columns are those of `showing_columns`."""
    item, files = rows[0], [row for row in rows if row.role is not None]
    playable = sorted((file for file in files if file.role == FileRole.PLAYABLE), key=_is_for_some)
    live, preparing = sign_from(item)
    return ShownMedia(
        item.kind,
        item.title,
        item.description,
        item.owner_name,
        item.created_at,
        tags=tuple(item.tags.split("\n")) if item.tags else (),
        sources=tuple(PlayableFile(file.file_id, file.content_type, file.stored_name) for file in playable),
        duration=next((each for file in (*playable, *files) if (each := file.duration_seconds) is not None), None),
        has_poster=any(file.role == FileRole.POSTER for file in files),
        caption_languages=tuple(file.language for file in files if file.role == FileRole.CAPTIONS),
        preparing=preparing,
        live=live,
        room_is_open=item.kind == Kind.ROOM and is_open(item.join_url),
    )


def _is_for_some(file: Any) -> bool:
    """Whether only some browsers play it. They are offered it after the one that all play (contract 8.34)."""
    return bool(file.content_type.startswith(("video/webm", "audio/webm")))
