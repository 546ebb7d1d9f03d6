"""A workflow: the recorded, resumable steps that follow an event."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, String, UniqueConstraint, and_, or_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.plumbing import request_ids
from models.tables.base import Base, partial_index
from models.tables.guest_link import GuestLink
from models.tables.media_item import MediaItem

# How often a workflow that waits for the last visit looks again.
PERIOD = timedelta(seconds=10)
# Dispatching a workflow, and starting a step, lease it for this time. When the lease is over, its message or worker
# counts as lost, and it is dispatched again (contract 5.29). A step may take longer than that: it holds a lock on the
# workflow's row, and dispatching skips locked rows. One that erases files holds none, and erases for a shorter time.
LEASE = PERIOD


class Event(StrEnum):
    LINK_EXPIRED = "link_expired"
    LIMIT_REACHED = "limit_reached"
    ACCESS_OFF = "access_off"
    LINK_DELETED = "link_deleted"
    LINK_ENDED = "link_ended"
    MEDIA_DELETED = "media_deleted"
    RECORDING_ADDED = "recording_added"
    RECORDING_REPLACED = "recording_replaced"


class WorkflowState(StrEnum):
    OPEN = "open"
    DONE = "done"
    FAILED = "failed"


class StepState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


STEPS_AFTER: dict[Event, tuple[str, ...]] = {
    Event.LINK_EXPIRED: ("tell_owner", "remove_guests", "remove_groups"),
    Event.LIMIT_REACHED: ("tell_owner",),
    Event.ACCESS_OFF: ("remove_guests", "remove_groups"),
    Event.LINK_DELETED: ("remove_guests", "remove_groups"),
    # By *End now*. Its owner knows.
    Event.LINK_ENDED: ("remove_guests", "remove_groups"),
    Event.MEDIA_DELETED: ("end_visits", "erase_files", "remove_guests", "remove_groups"),
    Event.RECORDING_REPLACED: ("erase_replaced",),
    Event.RECORDING_ADDED: ("inspect", "make", "join", "draw_poster", "publish"),
}


class Workflow(Base):
    __tablename__ = "workflow"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'done', 'failed')", name="state"),
        partial_index("ix_workflow_due", "due_at", where="state = 'open'"),
        partial_index("ix_workflow_failed", "id", where="state = 'failed'"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event: Mapped[str] = mapped_column(String(20))
    media_id: Mapped[int] = mapped_column(ForeignKey(MediaItem.id), index=True)
    # None: for all links of the item.
    link_id: Mapped[int | None] = mapped_column(ForeignKey(GuestLink.id))
    # The last access epoch whose guests this workflow may remove. Guests who came after access was on again stay.
    epoch: Mapped[int]
    state: Mapped[str] = mapped_column(String(10), default=WorkflowState.OPEN)
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    # The worker that runs a long step now. It renews the lease, and works outside of any transaction.
    lease_holder: Mapped[str | None] = mapped_column(String(32))
    ended_at: Mapped[datetime | None]
    # The id of the request or task run that started it. Its steps use this id in the log.
    request_id: Mapped[str | None] = mapped_column(String(64), default=request_ids.current)

    steps: Mapped[list["WorkflowStep"]] = relationship(order_by="WorkflowStep.position", cascade="all, delete-orphan")

    @classmethod
    def for_event(
        cls, event: Event, *, media_id: int, epoch: int, now: datetime, link_id: int | None = None
    ) -> "Workflow":
        """A workflow and its steps, to be added in the transaction of the event, so that a crash cannot lose it."""
        steps = [WorkflowStep(position=position, name=name) for position, name in enumerate(STEPS_AFTER[event])]
        return cls(
            event=event, media_id=media_id, link_id=link_id, epoch=epoch, created_at=now, due_at=now, steps=steps
        )

    @classmethod
    def due(cls, now: datetime) -> ColumnElement[bool]:
        """Open, its time has come, and no worker has a lease on it."""
        unleased = or_(cls.leased_until.is_(None), cls.leased_until <= now)
        return and_(cls.state == WorkflowState.OPEN, cls.due_at <= now, unleased)


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
    state: Mapped[str] = mapped_column(String(10), default=StepState.WAITING)
    # How often it was started, and how often in a row it ended in an error.
    tries: Mapped[int] = mapped_column(default=0)
    failures: Mapped[int] = mapped_column(default=0)
    # How often in a row it was started but never ended, not even in an error: its worker died.
    deaths: Mapped[int] = mapped_column(default=0)
    rows: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(String(500))
