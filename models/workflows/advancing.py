"""Advancing a workflow: running its next steps. Each step is committed before and after its work."""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models.plumbing import request_ids
from models.plumbing.database_faults import is_away
from models.tables import Workflow, WorkflowStep
from models.tables.workflow import LEASE, PERIOD, StepState, WorkflowState
from models.workflows.steps import STEPS, Progress

log = logging.getLogger(__name__)

# After this many failures in a row, a step waits until an admin retries it (contract 5.30).
MAX_FAILURES = 10
# The longest pause before a step that failed is tried again.
MAX_PAUSE = timedelta(hours=1)
# After this many workers in a row died while running a step, it also waits until an admin retries it (contract 5.31).
# A broker may deliver its message again and again (facts 10).
MAX_DEATHS = 20
# So many workers may die by chance. After more, the step waits longer each time, so that other work gets done.
DEATHS_BY_CHANCE = 3
WORKER_DIED = "worker died"
# A step that failed because the database was away is tried again this soon.
OUTAGE_PAUSE = timedelta(seconds=2)

Transaction = Callable[[], AbstractContextManager[Session]]
Clock = Callable[[], datetime]


def advance_workflow(begin: Transaction, workflow_id: int, *, clock: Clock) -> None:
    """Run steps until the workflow is done or has to wait. `begin` opens a transaction; each step needs two.

    Safe to call twice, in two workers at once, and after a crash at any point.
    """
    while (step_id := _start_step(begin, workflow_id, now=clock())) is not None:
        try:
            with begin() as db:
                go_on = _run_step(db, step_id, now=clock())
        except Exception as error:  # noqa: BLE001 (any error of a step is recorded, and the step is tried again)
            log.warning("a workflow step failed", extra={"workflow": workflow_id, "error": type(error).__name__})
            record = _record_outage if is_away(error) else _record_failure
            with begin() as db:
                record(db, step_id, error, now=clock())
            return
        if not go_on:
            return


def _start_step(begin: Transaction, workflow_id: int, *, now: datetime) -> int | None:
    """Record that the next step is running, and return its id, or None if no step may start now."""
    with begin() as db:
        workflow = _lock(db, workflow_id)
        if workflow is None or workflow.state != WorkflowState.OPEN:
            return None
        step = next((step for step in workflow.steps if step.state != StepState.DONE), None)
        if step is None:
            workflow.state, workflow.ended_at, workflow.leased_until = WorkflowState.DONE, now, None
            return None
        request_ids.continue_under(workflow.request_id)
        if step.state == StepState.RUNNING:
            # We hold the lock, so the worker that started the step is dead. Or it is just between its two transactions:
            # then this death is forgotten when the step succeeds.
            _record_death(workflow, step, now=now)
        if step.state == StepState.FAILED or _must_wait(workflow, step, now=now):
            return None
        step.state, step.tries = StepState.RUNNING, step.tries + 1
        step.started_at = step.started_at or now
        workflow.leased_until = now + LEASE
        return step.id


def _must_wait(workflow: Workflow, step: WorkflowStep, *, now: datetime) -> bool:
    """Whether the step has killed so many workers that it has to wait, even if its message is delivered again."""
    return step.deaths > DEATHS_BY_CHANCE and workflow.due_at > now


def _record_death(workflow: Workflow, step: WorkflowStep, *, now: datetime) -> None:
    step.deaths += 1
    if step.deaths <= DEATHS_BY_CHANCE:
        return
    step.error, workflow.leased_until = WORKER_DIED, None
    if step.deaths >= MAX_DEATHS:
        step.state, workflow.state = StepState.FAILED, WorkflowState.FAILED
    else:
        step.state, workflow.due_at = StepState.WAITING, now + PERIOD * step.deaths
    log.warning(
        "workers died while running a workflow step",
        extra={"workflow": workflow.id, "step": step.name, "deaths": step.deaths},
    )


def _run_step(db: Session, step_id: int, *, now: datetime) -> bool:
    """Do the work and record it, in one transaction. Returns whether the workflow can go on at once."""
    step = db.get_one(WorkflowStep, step_id)
    workflow = _lock(db, step.workflow_id)
    # Another worker may have finished it before we got the lock.
    db.refresh(step)
    if workflow is None or step.state == StepState.DONE:
        return False
    progress = STEPS[step.name](db, workflow, now=now)
    log.info("a workflow step ran", extra={"workflow": workflow.id, "step": step.name, "rows": progress.rows})
    _record_progress(step, workflow, progress, now=now)
    return progress.finished or progress.more


def _record_progress(step: WorkflowStep, workflow: Workflow, progress: Progress, *, now: datetime) -> None:
    step.rows += progress.rows
    step.failures, step.deaths, step.error = 0, 0, None
    if progress.finished:
        step.state, step.ended_at = StepState.DONE, now
        return
    step.state = StepState.WAITING
    if not progress.more:
        workflow.due_at, workflow.leased_until = now + PERIOD, None


def _record_outage(db: Session, step_id: int, error: Exception, *, now: datetime) -> None:
    """Does not count a failure: if the database restarts ten times, the step must not wait for an admin."""
    step = db.get_one(WorkflowStep, step_id)
    step.state, step.deaths, step.error = StepState.WAITING, 0, type(error).__name__
    soon = now + OUTAGE_PAUSE
    db.execute(update(Workflow).where(Workflow.id == step.workflow_id).values(leased_until=None, due_at=soon))


def _record_failure(db: Session, step_id: int, error: Exception, *, now: datetime) -> None:
    step = db.get_one(WorkflowStep, step_id)
    step.failures, step.deaths = step.failures + 1, 0
    # Only the kind of the error, because its text may quote a guest's name or email.
    step.error = type(error).__name__
    give_up = step.failures >= MAX_FAILURES
    step.state = StepState.FAILED if give_up else StepState.WAITING
    db.execute(
        update(Workflow)
        .where(Workflow.id == step.workflow_id)
        .values(
            state=WorkflowState.FAILED if give_up else WorkflowState.OPEN,
            leased_until=None,
            due_at=now + min(PERIOD * 2**step.failures, MAX_PAUSE),
        )
    )


def _lock(db: Session, workflow_id: int) -> Workflow | None:
    """None when there is no such workflow, or when another worker has it locked."""
    return db.scalar(select(Workflow).where(Workflow.id == workflow_id).with_for_update(skip_locked=True))
