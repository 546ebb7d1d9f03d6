"""Preparing one recording: its long steps, one after the other, each under a lease (contract 8.30 to 8.33)."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models.errors import GuestlinkError, Invalid, MediaAway, NoSpace, TooManyFiles
from models.files import disk_faults, work_folder
from models.media.preparing import TROUBLE, note_trouble
from models.plumbing.database import Transaction
from models.plumbing.database_faults import is_away
from models.recordings.child import Stopped
from models.site.locks import media_for_update
from models.tables import MediaItem, Preparation, Workflow, WorkflowStep
from models.tables.workflow import Event, WorkflowState
from models.workflows.leasing import LONG_LEASE, Clock, Lease, held_by, is_held, new_holder, others_wait
from models.workflows.preparing_steps import LONG_STEPS, Finish
from models.workflows.step_records import (
    lock_workflow,
    record_failure,
    record_outage,
    record_pause,
    record_progress,
    start_step,
)
from models.workflows.steps import Progress
from models.workflows.work import TurnOver, Work

log = logging.getLogger(__name__)

# After so many failures in a row an owner must try again (contract 5.39).
MOST_FAILURES = 3
# While the disk is full, or the file cannot be read, it is tried again after this time.
PAUSE = timedelta(minutes=1)
# After so long, a recording lets others go first that wait (contract 8.36).
TURN_SECONDS = 600.0


@dataclass(frozen=True)
class Started:
    """A step that this worker has started."""

    workflow_id: int
    media_id: int
    step_id: int
    name: str
    source_name: str
    holder: str


def prepare_recording(
    begin: Transaction, workflow_id: int, *, clock: Clock, going_on: Callable[[], bool] = lambda: True
) -> None:
    """Run steps until the recording is published, or this has to wait. This takes as long as encoding takes.

    `going_on` says False when this process is to end. Safe to call twice, in two workers, and after a crash.
    """
    turn_ends = time.monotonic() + TURN_SECONDS
    while (started := _start(begin, workflow_id, now=clock())) is not None:
        lease = Lease(begin, workflow_id, started.holder, clock)
        try:
            with lease.renewed():
                _run(begin, started, lambda lease=lease: lease.holds() and going_on(), clock, turn_ends)  # type: ignore[misc]
        except Exception as error:  # noqa: BLE001 (any error of a step is recorded)
            _record(begin, started, error, clock)
            return


def _start(begin: Transaction, workflow_id: int, *, now: datetime) -> Started | None:
    """Take the lease, and record that the next step is running. None if there is nothing to do for this worker."""
    with begin() as db:
        workflow = lock_workflow(db, workflow_id)
        if workflow is None or workflow.state != WorkflowState.OPEN or workflow.event != Event.RECORDING_ADDED:
            return None
        if is_held(workflow, now=now):
            return None
        media_id, holder = workflow.media_id, new_holder()
        source_name = None if _is_deleted(db, media_id) else _source_name(db, workflow)
        step = start_step(workflow, now=now, lease=LONG_LEASE) if source_name else None
        if source_name is None:
            # The item is deleted, or has another recording now. There is nothing left to do.
            workflow.state, workflow.ended_at = WorkflowState.DONE, now
        workflow.lease_holder = holder if step else None
        is_done = workflow.state == WorkflowState.DONE
        started = Started(workflow_id, media_id, step.id, step.name, source_name or "", holder) if step else None
    if is_done:
        work_folder.erase(media_id)
    return started


def _is_deleted(db: Session, media_id: int) -> bool:
    return db.scalar(select(MediaItem.deleted_at).where(MediaItem.id == media_id)) is not None


def _source_name(db: Session, workflow: Workflow) -> str | None:
    return db.scalar(select(Preparation.source_name).where(Preparation.workflow_id == workflow.id))


def _run(begin: Transaction, started: Started, going_on: Callable[[], bool], clock: Clock, turn_ends: float) -> None:
    """Do the work, and record it if the lease is still held. Raises Stopped if it is not."""

    def report(percent: int) -> None:
        with begin() as db:
            report_progress(db, started, percent)

    def gives_way() -> bool:
        if time.monotonic() < turn_ends:
            return False
        with begin() as db:
            return others_wait(db, started.workflow_id, now=clock())

    work = Work(begin, started.media_id, started.source_name, going_on, report, gives_way)
    with LONG_STEPS[started.name](work) as finish, begin() as db:
        finish_step(db, started, finish, now=clock())


def report_progress(db: Session, started: Started, percent: int) -> None:
    """Raises Stopped if the lease is lost."""
    _check_held(db, started)
    db.execute(update(Preparation).where(Preparation.media_id == started.media_id).values(progress=percent))
    # It moves on, so it is not this recording that kills its workers.
    step = db.get_one(WorkflowStep, started.step_id)
    step.deaths, step.failures = 0, 0


def finish_step(db: Session, started: Started, finish: Finish, *, now: datetime) -> None:
    """Record what the step has made. Raises Stopped if the lease is lost or the item is deleted."""
    # Without this lock, the item could be deleted, and its files erased, between the check and the commit.
    db.scalar(media_for_update().where(MediaItem.id == started.media_id))
    workflow = _check_held(db, started)
    finish(db, now)
    note_trouble(db, started.media_id, None)
    record_progress(db.get_one(WorkflowStep, started.step_id), workflow, Progress(1, finished=True), now=now)
    # The lease goes on to the next step, which this worker starts at once.
    workflow.lease_holder = None


def _check_held(db: Session, started: Started) -> Workflow:
    mine = select(Workflow).where(held_by(started.workflow_id, started.holder)).with_for_update(of=Workflow)
    workflow = db.scalar(mine)
    if workflow is None:
        raise Stopped
    return workflow


def _record(begin: Transaction, started: Started, error: Exception, clock: Clock) -> None:
    if isinstance(error, OSError):
        error = disk_faults.refusal_of(error)
    log.warning("preparing stopped", extra={"workflow": started.workflow_id, "error": type(error).__name__})
    with begin() as db:
        try:
            _check_held(db, started)
        except Stopped:
            # Somebody else has it, or the item is deleted.
            return
        now = clock()
        if isinstance(error, (Stopped, TurnOver)):
            # It is due now, and so behind all that were due before.
            record_pause(db, started.step_id, None, until=now)
        elif isinstance(error, (NoSpace, MediaAway, TooManyFiles)):
            record_pause(db, started.step_id, type(error).__name__, until=now + PAUSE)
            note_trouble(db, started.media_id, error.sentence)
        elif is_away(error):
            record_outage(db, started.step_id, error, now=now)
        else:
            most = 1 if isinstance(error, Invalid) else MOST_FAILURES
            record_failure(db, started.step_id, error, now=now, most=most)
            note_trouble(db, started.media_id, _sentence_of(error))


def _sentence_of(error: Exception) -> str:
    return error.sentence if isinstance(error, GuestlinkError) and not error.values else TROUBLE
