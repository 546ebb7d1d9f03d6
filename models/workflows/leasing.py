"""The lease of a long step. Its worker renews it while it works, outside of any transaction (contract 5.39).

A worker that cannot renew it stops working: another one takes over when the lease is over.
"""

import logging
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Event as Flag
from threading import Thread

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from models.plumbing import steady_clock
from models.plumbing.database import Transaction
from models.tables import MediaItem, Workflow
from models.tables.workflow import Event, WorkflowState

log = logging.getLogger(__name__)

LONG_LEASE = timedelta(seconds=30)
RENEW_EVERY_SECONDS = 10.0
# How often the worker asks whether the item is still there. So it stops within 10 seconds of a deletion.
ASK_EVERY_SECONDS = 2.5

Clock = Callable[[], datetime]


def new_holder() -> str:
    return secrets.token_hex(16)


def is_held(workflow: Workflow, *, now: datetime) -> bool:
    """Whether a worker is at a long step of this workflow now."""
    return bool(workflow.lease_holder and workflow.leased_until and workflow.leased_until > now)


def held_by(workflow_id: int, holder: str) -> ColumnElement[bool]:
    """The workflow is open, this worker has its lease, and the item is not deleted."""
    there = select(MediaItem.id).where(MediaItem.id == Workflow.media_id, MediaItem.deleted_at.is_(None)).exists()
    return and_(
        Workflow.id == workflow_id, Workflow.lease_holder == holder, Workflow.state == WorkflowState.OPEN, there
    )


def others_wait(db: Session, workflow_id: int, *, now: datetime) -> bool:
    """Whether another recording is to be prepared now, and no worker is at it."""
    is_free = or_(Workflow.lease_holder.is_(None), Workflow.leased_until.is_(None), Workflow.leased_until <= now)
    is_due = and_(Workflow.state == WorkflowState.OPEN, Workflow.due_at <= now, Workflow.event == Event.RECORDING_ADDED)
    return db.scalar(select(Workflow.id).where(is_due, is_free, Workflow.id != workflow_id).limit(1)) is not None


class Lease:
    def __init__(self, begin: Transaction, workflow_id: int, holder: str, clock: Clock) -> None:
        self.begin, self.workflow_id, self.holder, self.clock = begin, workflow_id, holder, clock
        self._ended, self._lost = Flag(), Flag()
        self._renewed_at = steady_clock.seconds()

    def holds(self) -> bool:
        """Also False in a process that was stopped, or on a machine that was suspended, for so long that another worker
        may have the lease."""
        return not self._lost.is_set() and not self._is_over()

    def _is_over(self) -> bool:
        return steady_clock.seconds() - self._renewed_at >= LONG_LEASE.total_seconds()

    @contextmanager
    def renewed(self) -> Iterator[None]:
        """Renew it until the end of the block, in a thread."""
        thread = Thread(target=self._keep, name="lease", daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._ended.set()
            thread.join()

    def _keep(self) -> None:
        while not self._ended.wait(ASK_EVERY_SECONDS):
            try:
                is_lost = not self._ask()
            except SQLAlchemyError:
                # While the database is away nobody can take over, but when it is back somebody may have.
                is_lost = self._is_over()
            except Exception:
                log.exception("a lease could not be renewed", extra={"workflow": self.workflow_id})
                is_lost = True
            if is_lost:
                self._lost.set()
                return

    def _ask(self) -> bool:
        mine, asked = held_by(self.workflow_id, self.holder), steady_clock.seconds()
        with self.begin() as db:
            if asked - self._renewed_at < RENEW_EVERY_SECONDS:
                return db.scalar(select(Workflow.id).where(mine)) is not None
            renewed = update(Workflow).where(mine).values(leased_until=self.clock() + LONG_LEASE)
            is_mine = db.scalar(renewed.returning(Workflow.id)) is not None
        if is_mine:
            self._renewed_at = asked
        return is_mine
