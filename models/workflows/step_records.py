"""What is recorded of a workflow's steps: when one starts, how far it got, how it failed. Short transactions only."""

import logging
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models.plumbing import request_ids
from models.tables import Workflow, WorkflowStep
from models.tables.workflow import LEASE, PERIOD, StepState, WorkflowState
from models.workflows.steps import Progress

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


def next_step(workflow: Workflow) -> WorkflowStep | None:
    """The first step that is not done."""
    return next((step for step in workflow.steps if step.state != StepState.DONE), None)


def start_step(workflow: Workflow, *, now: datetime, lease: timedelta = LEASE) -> WorkflowStep | None:
    """Record that the next step is running, and return it, or None if no step may start now. The caller has locked the
    workflow."""
    step = next_step(workflow)
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
    workflow.leased_until = now + lease
    return step


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


def record_progress(step: WorkflowStep, workflow: Workflow, progress: Progress, *, now: datetime) -> None:
    log.info("a workflow step ran", extra={"workflow": workflow.id, "step": step.name, "rows": progress.rows})
    step.rows += progress.rows
    step.failures, step.deaths, step.error = 0, 0, None
    if progress.finished:
        step.state, step.ended_at = StepState.DONE, now
        return
    step.state = StepState.WAITING
    if not progress.more:
        workflow.due_at, workflow.leased_until = now + PERIOD, None


def record_outage(db: Session, step_id: int, error: Exception, *, now: datetime) -> None:
    """Does not count a failure: if the database restarts ten times, the step must not wait for an admin."""
    record_pause(db, step_id, type(error).__name__, until=now + OUTAGE_PAUSE)


def record_pause(db: Session, step_id: int, error: str | None, *, until: datetime) -> None:
    """The step is tried again at `until`. This counts neither as a failure nor as a death of its worker."""
    step = db.get_one(WorkflowStep, step_id)
    step.state, step.deaths, step.error = StepState.WAITING, 0, error
    _release(db, step, due_at=until)


def record_failure(
    db: Session, step_id: int, error: Exception, *, now: datetime, most: int = MAX_FAILURES
) -> WorkflowState:
    """Returns the state of the workflow: after `most` failures in a row it is set aside."""
    step = db.get_one(WorkflowStep, step_id)
    step.failures, step.deaths = step.failures + 1, 0
    # Only the kind of the error, because its text may quote a guest's name or email.
    step.error = type(error).__name__
    give_up = step.failures >= most
    step.state = StepState.FAILED if give_up else StepState.WAITING
    state = WorkflowState.FAILED if give_up else WorkflowState.OPEN
    _release(db, step, due_at=now + min(PERIOD * 2**step.failures, MAX_PAUSE), state=state)
    return state


def _release(db: Session, step: WorkflowStep, *, due_at: datetime, state: WorkflowState = WorkflowState.OPEN) -> None:
    values = {"state": state, "leased_until": None, "lease_holder": None, "due_at": due_at}
    db.execute(update(Workflow).where(Workflow.id == step.workflow_id).values(values))


def lock_workflow(db: Session, workflow_id: int) -> Workflow | None:
    """None when there is no such workflow, or when another worker has it locked."""
    return db.scalar(select(Workflow).where(Workflow.id == workflow_id).with_for_update(skip_locked=True))
