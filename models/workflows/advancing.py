"""Advancing a workflow: its next step, committed before and after its work, until it is done or has to wait."""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models.plumbing import tracing
from models.plumbing.database import is_away
from models.tables import Workflow, WorkflowStep
from models.tables.workflow import LEASE, PERIOD
from models.workflows.steps import STEPS, Progress

log = logging.getLogger(__name__)

# A step that fails so often in a row is set aside for a person; Celery itself would redeliver for ever (facts 10).
MOST_FAILURES = 10
# A step that so many workers died of is set aside likewise: no broker counts how often it delivers a message again.
MOST_DEATHS = 20
# After so many it waits ever longer, so that workers live long enough for what else there is to do.
DEATHS_BY_CHANCE = 3
WORKER_DIED = "worker died"
# A step that the database left in the middle goes on as soon as it is back.
SOON = timedelta(seconds=2)

Transaction = Callable[[], AbstractContextManager[Session]]
Clock = Callable[[], datetime]


def advance_workflow(begin: Transaction, workflow_id: int, *, clock: Clock) -> None:
    """Take steps while there is one to take now. Safe twice, side by side, and after a kill between any two commits."""
    while (step_id := _start_step(begin, workflow_id, now=clock())) is not None:
        try:
            with begin() as db:
                moved_on = _do_step(db, step_id, now=clock())
        except Exception as error:  # noqa: BLE001 (whatever a step raises is recorded on it, and it is tried again)
            log.warning("workflow step failed", extra={"workflow": workflow_id, "error": type(error).__name__})
            record = _put_back if is_away(error) else _record_failure
            with begin() as db:
                record(db, step_id, error, now=clock())
            return
        if not moved_on:
            return


def _start_step(begin: Transaction, workflow_id: int, *, now: datetime) -> int | None:
    with begin() as db:
        workflow = _locked(db, workflow_id)
        if workflow is None or workflow.state != "open":
            return None
        step = next((step for step in workflow.steps if step.state != "done"), None)
        if step is None:
            workflow.state, workflow.ended_at, workflow.leased_until = "done", now, None
            return None
        tracing.join(workflow.request_id)
        if _is_set_aside(workflow, step, now=now):
            return None
        step.state, step.tries = "running", step.tries + 1
        step.started_at = step.started_at or now
        workflow.leased_until = now + LEASE
        return step.id


def _is_set_aside(workflow: Workflow, step: WorkflowStep, *, now: datetime) -> bool:
    """Whether this step, which workers die of, is not begun now: it waits, or is given up."""
    if step.state != "running":
        # A message that the broker gave back does not shorten the wait.
        return step.deaths > DEATHS_BY_CHANCE and workflow.due_at > now
    step.deaths += 1
    if step.deaths >= MOST_DEATHS:
        step.state, step.error, workflow.state = "failed", WORKER_DIED, "failed"
    elif step.deaths > DEATHS_BY_CHANCE:
        step.state, step.error, workflow.due_at = "waiting", WORKER_DIED, now + PERIOD * step.deaths
    else:
        return False
    workflow.leased_until = None
    log.warning("workflow step killed its worker", extra={"workflow": workflow.id, "deaths": step.deaths})
    return True


def _do_step(db: Session, step_id: int, *, now: datetime) -> bool:
    """The work and its record in one transaction. Returns whether to go on at once."""
    step = db.get_one(WorkflowStep, step_id)
    workflow = _locked(db, step.workflow_id)
    db.refresh(step)
    if workflow is None or step.state == "done":
        return False
    progress = STEPS[step.name](db, workflow, now=now)
    log.info("workflow step", extra={"workflow": workflow.id, "step": step.name, "rows": progress.rows})
    _record(step, workflow, progress, now=now)
    return progress.finished or progress.more


def _record(step: WorkflowStep, workflow: Workflow, progress: Progress, *, now: datetime) -> None:
    step.rows += progress.rows
    step.failures, step.deaths, step.error = 0, 0, None
    if progress.finished:
        step.state, step.ended_at = "done", now
        return
    step.state = "waiting"
    if not progress.more:
        workflow.due_at, workflow.leased_until = now + PERIOD, None


def _put_back(db: Session, step_id: int, error: Exception, *, now: datetime) -> None:
    """Not a failure of the step: a database that restarts ten times must not set it aside, nor make it wait longer."""
    step = db.get_one(WorkflowStep, step_id)
    step.state, step.deaths, step.error = "waiting", 0, type(error).__name__
    db.execute(update(Workflow).where(Workflow.id == step.workflow_id).values(leased_until=None, due_at=now + SOON))


def _record_failure(db: Session, step_id: int, error: Exception, *, now: datetime) -> None:
    step = db.get_one(WorkflowStep, step_id)
    step.failures, step.deaths = step.failures + 1, 0
    # The kind of error, not its text: a text may quote a guest's name or email.
    step.error = type(error).__name__
    given_up = step.failures >= MOST_FAILURES
    step.state = "failed" if given_up else "waiting"
    db.execute(
        update(Workflow)
        .where(Workflow.id == step.workflow_id)
        .values(
            state="failed" if given_up else "open",
            leased_until=None,
            due_at=now + min(PERIOD * 2**step.failures, timedelta(hours=1)),
        )
    )


def _locked(db: Session, workflow_id: int) -> Workflow | None:
    """None when a copy of this delivery is at work on it just now."""
    return db.scalar(select(Workflow).where(Workflow.id == workflow_id).with_for_update(skip_locked=True))
