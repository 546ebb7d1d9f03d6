"""Overseeing workflows: the list on the admin's page *Maintenance*, and retrying a failed one (contract 5.32, 5.33)."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session, selectinload

from models.errors import NotFound
from models.media import starting_to_prepare
from models.plumbing.paging import Page, page_of
from models.tables import MediaItem, Preparation, Workflow
from models.tables.workflow import StepState, WorkflowState


def workflows(db: Session, state: str | None = None, page: int = 1) -> Page[Workflow]:
    """The workflows in this state, or all, newest first. Their steps are loaded too."""
    newest = select(Workflow).options(selectinload(Workflow.steps)).order_by(Workflow.id.desc())
    return page_of(db, newest if state is None else newest.where(Workflow.state == state), page)


def titles(db: Session, workflows: Iterable[Workflow]) -> dict[int, str]:
    """The titles of their items that are not deleted, by the ids of the items."""
    ids = [workflow.media_id for workflow in workflows]
    there = MediaItem.id.in_(ids), MediaItem.deleted_at.is_(None)
    return {row[0]: row[1] for row in db.execute(select(MediaItem.id, MediaItem.title).where(*there))}


def progress(db: Session, workflows: Iterable[Workflow]) -> dict[int, int]:
    """In percent, by the ids of those of the workflows that prepare a recording now."""
    ids = [workflow.id for workflow in workflows if workflow.state == WorkflowState.OPEN]
    prepared = select(Preparation.workflow_id, Preparation.progress).where(Preparation.workflow_id.in_(ids))
    return {row[0]: row[1] for row in db.execute(prepared)}


def retry_workflow(db: Session, workflow_id: int, *, now: datetime) -> bool:
    """Open a failed workflow again. It goes on from the step that failed. If it has not failed, this changes nothing
    and returns False. Raises NotFound."""
    locked = select(Workflow).where(Workflow.id == workflow_id).options(selectinload(Workflow.steps)).with_for_update()
    workflow = db.scalar(locked.execution_options(populate_existing=True))
    if workflow is None:
        raise NotFound("There is no such workflow.")
    if workflow.state != WorkflowState.FAILED:
        return False
    workflow.state, workflow.due_at = WorkflowState.OPEN, now
    workflow.leased_until, workflow.ended_at = None, None
    for step in workflow.steps:
        if step.state == StepState.FAILED:
            # The error stays, so that the admin can read it until the step succeeds.
            step.state, step.failures, step.deaths = StepState.WAITING, 0, 0
    # If it fails again, its owner is told again.
    db.execute(update(Preparation).where(Preparation.workflow_id == workflow_id).values(failure_seen_at=None))
    return True


def prepare_again(db: Session, media_id: int, *, now: datetime) -> bool:
    """Try again to prepare a recording that was set aside, or make again what is lost of it (contract 8.35). Otherwise
    this changes nothing and returns False. Raises NotFound and MediaAway."""
    preparation = db.get(Preparation, media_id)
    if preparation is None:
        raise NotFound
    if not retry_workflow(db, preparation.workflow_id, now=now):
        return starting_to_prepare.make_anew(db, media_id, now=now)
    preparation.trouble = None
    return True
