"""A live session: where its stream comes from, and when it is on."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Select, String, case, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, ascii_lower
from models.tables.media_item import MediaItem
from models.tables.workflow import StepState, Workflow, WorkflowStep


class LiveState(StrEnum):
    UPCOMING = "upcoming"
    # It is on, but its encoder has written nothing yet. Only the disk can tell (`models/files/live_folder.py`).
    WAITING = "waiting"
    ON = "on"
    ENDED = "ended"


class LiveSession(Base):
    __tablename__ = "live_session"
    __table_args__ = (
        # The stream is either in a folder of ours or on another server, never both and never neither.
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
    def state(cls, now: datetime) -> ColumnElement[str]:
        """On from the instant `starts_at`, and ended from the instant `ended_at`."""
        return case(
            (cls.ended_at <= now, LiveState.ENDED.value),
            (cls.starts_at > now, LiveState.UPCOMING.value),
            else_=LiveState.ON.value,
        )


@dataclass(frozen=True)
class LiveStream:
    """What the web needs to send a stream from one of our folders."""

    folder: str
    state: LiveState
