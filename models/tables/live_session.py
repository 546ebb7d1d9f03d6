"""Where a live session's stream comes from, and when it is on."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Select, String, case, func, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base
from models.tables.media_item import MediaItem
from models.tables.workflow import Workflow, WorkflowStep


class LiveState(StrEnum):
    UPCOMING = "upcoming"
    # It is on, but its encoder has written nothing yet: only the disk knows (`plumbing/streams.py`).
    WAITING = "waiting"
    ON = "on"
    ENDED = "ended"


class LiveSession(Base):
    __tablename__ = "live_session"
    __table_args__ = (
        # Served by us, segment by segment, or by somebody else: never both, never neither.
        CheckConstraint("(folder IS NULL) <> (playlist_url IS NULL)", name="one_source"),
    )

    media_id: Mapped[int] = mapped_column(ForeignKey(MediaItem.id), primary_key=True, autoincrement=False)
    # The name of a folder below the live folder, into which an encoder writes HLS.
    folder: Mapped[str | None] = mapped_column(String(100))
    playlist_url: Mapped[str | None] = mapped_column(String(2000))
    starts_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    @classmethod
    def in_folder(cls, folder: str) -> Select[int]:
        """Those that ever named this folder; by its name on any disk, capitals or not."""
        sessions = select(cls.media_id).join(MediaItem, MediaItem.id == cls.media_id)
        return sessions.where(func.lower(cls.folder) == folder.lower())

    @classmethod
    def holds_folder(cls) -> ColumnElement[bool]:
        """Until it is deleted and its files are erased; beside its item in one query."""
        erasing = select(WorkflowStep.id).join(Workflow, Workflow.id == WorkflowStep.workflow_id)
        pending = erasing.where(
            Workflow.media_id == cls.media_id, WorkflowStep.name == "erase_files", WorkflowStep.state != "done"
        )
        return or_(MediaItem.deleted_at.is_(None), pending.exists())

    @classmethod
    def state(cls, now: datetime) -> ColumnElement[str]:
        """Begins at the instant `starts_at`, and is over from the instant `ended_at` on."""
        return case(
            (cls.ended_at <= now, LiveState.ENDED.value),
            (cls.starts_at > now, LiveState.UPCOMING.value),
            else_=LiveState.ON.value,
        )


@dataclass(frozen=True)
class LiveStream:
    """What sending a stream of ours needs to know of it."""

    folder: str
    state: LiveState
