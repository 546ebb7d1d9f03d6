"""A live session: where its stream comes from, and when it is on."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Select,
    String,
    and_,
    case,
    func,
    not_,
    or_,
    select,
    text,
    tuple_,
)
from sqlalchemy.orm import Mapped, aliased, mapped_column

from models.tables.base import Base, ascii_lower
from models.tables.media_item import MediaItem
from models.tables.workflow import StepState, Workflow, WorkflowStep


class LiveState(StrEnum):
    """What the database knows is upcoming, over, or live. Whether it is live or interrupted, the disk tells
    (`models/files/live/shown.py`). These values are printed (contract 7.6)."""

    UPCOMING = "upcoming"
    LIVE = "live"
    INTERRUPTED = "interrupted"
    OVER = "over"


class LiveSession(Base):
    __tablename__ = "live_session"
    __table_args__ = (
        # The stream is either in a folder of ours or on another server, never both and never neither.
        CheckConstraint("(folder IS NULL) <> (playlist_url IS NULL)", name="one_source"),
    )

    media_id: Mapped[int] = mapped_column(ForeignKey(MediaItem.id), primary_key=True, autoincrement=False)
    # The name of a folder below the live folder, into which an encoder writes HLS.
    folder: Mapped[str | None] = mapped_column(String(100))
    # Of the playlist in the folder, if its owner has named it.
    playlist_name: Mapped[str | None] = mapped_column(String(500))
    # When the newest file was written that lay in the folder as this session was made, in nanoseconds by the disk's
    # clock. 0: none. It is of an earlier session.
    left_until: Mapped[int] = mapped_column(BigInteger, default=0, server_default=text("0"))
    playlist_url: Mapped[str | None] = mapped_column(String(2000))
    # Of all servers that a page needs to play it, with spaces between them. None: it was added before they were read.
    playlist_origins: Mapped[str | None] = mapped_column(String(2000))
    starts_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    @classmethod
    def in_folder(cls, folder: str) -> Select[int]:
        """The media ids of the live sessions that name this folder, deleted ones too. Capitals make no difference,
        because on some disks `Board` and `board` are the same folder."""
        sessions = select(cls.media_id).join(MediaItem, MediaItem.id == cls.media_id)
        return sessions.where(ascii_lower(cls.folder) == folder.lower())

    @classmethod
    def holds_folder(cls) -> ColumnElement[bool]:
        """True until the session is deleted and its files are erased. For a query that also joins MediaItem."""
        erasing = select(WorkflowStep.id).join(Workflow, Workflow.id == WorkflowStep.workflow_id)
        pending = erasing.where(
            Workflow.media_id == cls.media_id, WorkflowStep.name == "erase_files", WorkflowStep.state != StepState.DONE
        )
        return or_(MediaItem.deleted_at.is_(None), pending.exists())

    @classmethod
    def stream_columns(cls, now: datetime) -> tuple[ColumnElement[Any], ...]:
        """The columns of a LiveStream, for a query on sessions whose stream is in a folder."""
        source: tuple[Any, ...] = (cls.media_id, cls.folder, cls.playlist_name, cls.left_until, cls.starts_at)
        return *source, cls.state(now), cls.holds_stream(now)

    @classmethod
    def holds_stream(cls, now: datetime) -> ColumnElement[bool]:
        """Of the sessions that name one folder, its stream is that of the one that started last (contract 9.18). Before
        the first start it is shown to the owners of all, and also while those that started are over."""
        # The names are short because the driver keeps a statement only up to a certain length, and that of a guest's
        # page is nearly as long (facts 152).
        other, other_item = aliased(cls, name="other"), aliased(MediaItem, name="its")
        made = select(MediaItem.created_at).where(MediaItem.id == cls.media_id).correlate(cls).scalar_subquery()
        own, others = func.coalesce(cls.starts_at, made), func.coalesce(other.starts_at, other_item.created_at)
        started_later = tuple_(others, other.media_id) > tuple_(own, cls.media_id)
        is_on = or_(other.ended_at.is_(None), other.ended_at > now)
        goes_first = or_(started_later, and_(own > now, is_on))
        stronger = (
            select(other.media_id)
            .join(other_item, other_item.id == other.media_id)
            .where(ascii_lower(other.folder) == ascii_lower(cls.folder), other.media_id != cls.media_id)
            .where(other_item.deleted_at.is_(None), others <= now, goes_first)
            .correlate(cls)
        )
        return not_(stronger.exists())

    @classmethod
    def state(cls, now: datetime) -> ColumnElement[str]:
        """It may be live from the instant `starts_at`, and is over from the instant `ended_at`."""
        return case(
            (cls.ended_at <= now, LiveState.OVER.value),
            (cls.starts_at > now, LiveState.UPCOMING.value),
            else_=LiveState.LIVE.value,
        )


@dataclass(frozen=True)
class LiveStream:
    """A stream in one of our folders. Two are equal if they show the same of it."""

    media_id: int
    folder: str
    playlist_name: str | None
    left_until: int
    starts_at: datetime | None = field(compare=False)
    # What the database knows.
    state: LiveState = field(compare=False)
    # Whether the stream in the folder is that of this session.
    holds_stream: bool = field(compare=False)

    @classmethod
    def of(
        cls, media_id: int, folder: str, name: str | None, left: int, start: datetime | None, state: str, holds: object
    ) -> Self:
        return cls(media_id, folder, name, left, start, LiveState(state), bool(holds))
