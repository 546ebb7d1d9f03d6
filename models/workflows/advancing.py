"""Advancing workflows: running their next steps. Each step is committed before and after its work. Most do their work
in the transaction that records it; those that erase files do it before.

Workflows whose next steps are the same are advanced together, so that a few statements do for many (facts 161).
"""

import logging
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, selectinload

from models.plumbing import request_ids
from models.plumbing.database import Transaction
from models.plumbing.database_faults import is_away
from models.plumbing.sweeping import among, write_changes
from models.tables import Workflow, WorkflowStep
from models.tables.workflow import Event, StepState, WorkflowState
from models.workflows.erasing_steps import ERASING_STEPS
from models.workflows.leasing import Clock, is_held, new_holder
from models.workflows.step_records import next_step, record_failure, record_outage, record_progress, start_step
from models.workflows.steps import STEPS, Step

log = logging.getLogger(__name__)

# How many workflows are advanced together. Several workers share what ends at one instant.
SET = 250


def in_sets(workflow_ids: list[int]) -> list[list[int]]:
    return [workflow_ids[at : at + SET] for at in range(0, len(workflow_ids), SET)]


class Started(NamedTuple):
    """`steps`: the ids of the steps that are running now, by their name. `one_by_one`: the ids of workflows of which
    nothing was started yet, because they must not be advanced with others."""

    steps: dict[str, list[int]]
    one_by_one: list[int]


def advance_workflows(begin: Transaction, workflow_ids: Iterable[int], *, clock: Clock) -> None:
    """Run steps until each workflow is done or has to wait. `begin` opens a transaction; each step needs two.

    Safe to call twice, in two workers at once, and after a crash at any point. A recording is prepared elsewhere
    (`preparing.py`).
    """
    together, one_by_one = list(workflow_ids), list[int]()
    while together:
        started = _start_steps(begin, together, now=clock())
        one_by_one += started.one_by_one
        together = [each for name, ids in started.steps.items() for each in _run_steps(begin, name, ids, clock)]
    for workflow_id in one_by_one:
        advance_workflows(begin, [workflow_id], clock=clock)


def _start_steps(begin: Transaction, workflow_ids: list[int], *, now: datetime) -> Started:
    """Record that the next steps are running."""
    steps: dict[str, list[int]] = defaultdict(list)
    alone = list[Workflow]()
    with begin() as db:
        workflows = _lock(db, among(Workflow.id, workflow_ids), Workflow.event != Event.RECORDING_ADDED)
        for workflow in workflows:
            if len(workflow_ids) > 1 and _goes_alone(workflow):
                alone.append(workflow)
            elif not is_held(workflow, now=now) and (step := start_step(workflow, now=now)) is not None:
                steps[step.name].append(step.id)
                # An erasing step holds no lock while it works. It holds the lease, so that no second worker joins it.
                workflow.lease_holder = new_holder() if step.name in ERASING_STEPS else None
        _write(db, workflows)
        # Those that killed the fewest workers come first.
        return Started(steps, [each.id for each in sorted(alone, key=_deaths)])


def _goes_alone(workflow: Workflow) -> bool:
    """A step that failed before could make the others fail, and their failures would then be counted. To erase files
    takes its time, and the others would be recorded late."""
    step = next_step(workflow)
    if step is None:
        return False
    is_troubled = step.deaths or step.failures or step.state == StepState.RUNNING
    return bool(is_troubled) or step.name in ERASING_STEPS


def _deaths(workflow: Workflow) -> int:
    return max((step.deaths for step in workflow.steps), default=0)


def _run_steps(begin: Transaction, name: str, step_ids: list[int], clock: Clock) -> list[int]:
    """Do the work of these steps. Returns the ids of the workflows that can go on at once."""
    try:
        work = STEPS[name] if name in STEPS else _erased(begin, name, step_ids, now=clock())
        with begin() as db:
            return _work(db, work, step_ids, now=clock())
    except Exception as error:  # noqa: BLE001 (any error of a step is recorded, and the step is tried again)
        if len(step_ids) > 1 and not is_away(error):
            # One of them fails. Each on its own, the others do not.
            return [going_on for step_id in step_ids for going_on in _run_steps(begin, name, [step_id], clock)]
        log.warning("a workflow step failed", extra={"steps": len(step_ids), "error": type(error).__name__})
        record = record_outage if is_away(error) else record_failure
        with begin() as db:
            for step_id in step_ids:
                record(db, step_id, error, now=clock())
        return []


def _erased(begin: Transaction, name: str, step_ids: list[int], *, now: datetime) -> Step:
    """Erase the files of this one step. Returns the work that records it."""
    [step_id] = step_ids
    with begin() as db:
        workflow = db.scalars(select(Workflow).join(WorkflowStep).where(WorkflowStep.id == step_id)).one()
    return ERASING_STEPS[name](begin, workflow, now=now)


def _work(db: Session, work: Step, step_ids: list[int], *, now: datetime) -> list[int]:
    """Do the work and record it, in one transaction."""
    of_steps = select(WorkflowStep.workflow_id).where(among(WorkflowStep.id, step_ids))
    # Another worker may have finished some of them before we got the lock.
    running = [
        (step, workflow)
        for workflow in _lock(db, Workflow.id.in_(of_steps))
        if (step := next_step(workflow)) is not None and step.id in step_ids
    ]
    progresses = work(db, [workflow for _, workflow in running], now=now) if running else {}
    going_on = []
    for step, workflow in running:
        request_ids.continue_under(workflow.request_id)
        progress = progresses[workflow.id]
        record_progress(step, workflow, progress, now=now)
        workflow.lease_holder = None
        if progress.finished or progress.more:
            going_on.append(workflow.id)
    _write(db, [workflow for _, workflow in running])
    return going_on


def _write(db: Session, workflows: list[Workflow]) -> None:
    write_changes(db, [*(step for workflow in workflows for step in workflow.steps), *workflows])


def _lock(db: Session, *which: ColumnElement[bool]) -> list[Workflow]:
    """Those of these open workflows that no other worker has locked, and their steps as they are now."""
    is_open = Workflow.state == WorkflowState.OPEN
    workflows = select(Workflow).where(is_open, *which).order_by(Workflow.id).with_for_update(skip_locked=True)
    return list(db.scalars(workflows.options(selectinload(Workflow.steps))))
