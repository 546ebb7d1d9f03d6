"""The recorded, resumable sequence of steps that follows an event."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, String, UniqueConstraint, and_, or_, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.plumbing import tracing
from models.tables.base import Base
from models.tables.guest_link import GuestLink
from models.tables.media_item import MediaItem

# How often a workflow that waits for the last visit looks again.
PERIOD = timedelta(seconds=10)
# How long a dispatched workflow is left to its hint before that is taken for lost and given again. No longer than a
# period, for whatever was lost is to be made good within two. A step that takes longer needs no renewal: while it works
# it holds the workflow's row, which no dispatcher takes, and which its worker's death frees.
LEASE = PERIOD


class Event(StrEnum):
    LINK_EXPIRED = "link_expired"
    LIMIT_REACHED = "limit_reached"
    ACCESS_OFF = "access_off"
    LINK_DELETED = "link_deleted"
    MEDIA_DELETED = "media_deleted"


STEPS: dict[Event, tuple[str, ...]] = {
    Event.LINK_EXPIRED: ("tell_owner", "remove_guests", "remove_groups"),
    Event.LIMIT_REACHED: ("tell_owner",),
    Event.ACCESS_OFF: ("remove_guests", "remove_groups"),
    Event.LINK_DELETED: ("remove_guests", "remove_groups"),
    Event.MEDIA_DELETED: ("end_visits", "remove_guests", "remove_groups", "erase_files"),
}


class Workflow(Base):
    __tablename__ = "workflow"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'done', 'failed')", name="state"),
        Index(
            "ix_workflow_due", "due_at", postgresql_where=text("state = 'open'"), sqlite_where=text("state = 'open'")
        ),
        Index(
            "ix_workflow_failed",
            "id",
            postgresql_where=text("state = 'failed'"),
            sqlite_where=text("state = 'failed'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event: Mapped[str] = mapped_column(String(20))
    media_id: Mapped[int] = mapped_column(ForeignKey(MediaItem.id), index=True)
    # None: of every link of the item.
    link_id: Mapped[int | None] = mapped_column(ForeignKey(GuestLink.id))
    # The last access epoch whose guests this workflow may touch (off, then on again: the later ones stay).
    epoch: Mapped[int]
    state: Mapped[str] = mapped_column(String(10), default="open")
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    # Of the request, or the run of a task, that began it; its steps log under it.
    request_id: Mapped[str | None] = mapped_column(String(64), default=tracing.current)

    steps: Mapped[list["WorkflowStep"]] = relationship(order_by="WorkflowStep.position", cascade="all, delete-orphan")

    @classmethod
    def begin(cls, event: Event, *, media_id: int, epoch: int, now: datetime, link_id: int | None = None) -> "Workflow":
        """The rows to add in the very transaction of the event: it cannot be lost, whatever dies next."""
        steps = [WorkflowStep(position=position, name=name) for position, name in enumerate(STEPS[event])]
        return cls(
            event=event, media_id=media_id, link_id=link_id, epoch=epoch, created_at=now, due_at=now, steps=steps
        )

    @classmethod
    def due(cls, now: datetime) -> ColumnElement[bool]:
        """Waiting and ripe, or given to a worker that has been silent for a lease."""
        free = or_(cls.leased_until.is_(None), cls.leased_until <= now)
        return and_(cls.state == "open", cls.due_at <= now, free)


class WorkflowStep(Base):
    __tablename__ = "workflow_step"
    __table_args__ = (
        UniqueConstraint("workflow_id", "position"),
        CheckConstraint("state IN ('waiting', 'running', 'done', 'failed')", name="state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workflow_id: Mapped[int] = mapped_column(ForeignKey(Workflow.id))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(30))
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    # How often it was begun, and how often in a row it ended in an error.
    tries: Mapped[int] = mapped_column(default=0)
    failures: Mapped[int] = mapped_column(default=0)
    # How often in a row it was begun and never ended, not even in an error: the worker died of it, or with it.
    deaths: Mapped[int] = mapped_column(default=0)
    rows: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(String(500))
