"""Advancing a workflow: running its next steps. Each step is committed before and after its work."""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime

from sqlalchemy.orm import Session

from models.plumbing.database_faults import is_away
from models.tables import WorkflowStep
from models.tables.workflow import Event, StepState, WorkflowState
from models.workflows.step_records import lock_workflow, record_failure, record_outage, record_progress, start_step
from models.workflows.steps import STEPS

log = logging.getLogger(__name__)

Transaction = Callable[[], AbstractContextManager[Session]]
Clock = Callable[[], datetime]


def advance_workflow(begin: Transaction, workflow_id: int, *, clock: Clock) -> None:
    """Run steps until the workflow is done or has to wait. `begin` opens a transaction; each step needs two.

    Safe to call twice, in two workers at once, and after a crash at any point. A recording is prepared elsewhere
    (`preparing.py`).
    """
    while (step_id := _start_step(begin, workflow_id, now=clock())) is not None:
        try:
            with begin() as db:
                go_on = _run_step(db, step_id, now=clock())
        except Exception as error:  # noqa: BLE001 (any error of a step is recorded, and the step is tried again)
            log.warning("a workflow step failed", extra={"workflow": workflow_id, "error": type(error).__name__})
            record = record_outage if is_away(error) else record_failure
            with begin() as db:
                record(db, step_id, error, now=clock())
            return
        if not go_on:
            return


def _start_step(begin: Transaction, workflow_id: int, *, now: datetime) -> int | None:
    with begin() as db:
        workflow = lock_workflow(db, workflow_id)
        if workflow is None or workflow.state != WorkflowState.OPEN or workflow.event == Event.RECORDING_ADDED:
            return None
        step = start_step(workflow, now=now)
        return step.id if step else None


def _run_step(db: Session, step_id: int, *, now: datetime) -> bool:
    """Do the work and record it, in one transaction. Returns whether the workflow can go on at once."""
    step = db.get_one(WorkflowStep, step_id)
    workflow = lock_workflow(db, step.workflow_id)
    # Another worker may have finished it before we got the lock.
    db.refresh(step)
    if workflow is None or step.state == StepState.DONE:
        return False
    progress = STEPS[step.name](db, workflow, now=now)
    record_progress(step, workflow, progress, now=now)
    return progress.finished or progress.more
