"""Overseeing workflows: what the admin's *Maintenance* page lists, and retrying one (contract 5.32, 5.33)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from models.errors import NotFound
from models.plumbing.paging import Page, page_of
from models.tables import Workflow


def workflows(db: Session, state: str | None = None, page: int = 1) -> Page[Workflow]:
    """With their steps, newest first; those in one state, or all."""
    listed = select(Workflow).options(selectinload(Workflow.steps)).order_by(Workflow.id.desc())
    return page_of(db, listed if state is None else listed.where(Workflow.state == state), page)


def retry_workflow(db: Session, workflow_id: int, *, now: datetime) -> bool:
    """Open again and due now, from the step that failed; the steps done stay done. Returns whether it was failed:
    any other is left alone, so twice is once. Raises NotFound."""
    workflow = db.scalar(select(Workflow).where(Workflow.id == workflow_id).with_for_update())
    if workflow is None:
        raise NotFound("There is no such workflow.")
    if workflow.state != "failed":
        return False
    workflow.state, workflow.due_at, workflow.leased_until, workflow.ended_at = "open", now, None, None
    for step in workflow.steps:
        if step.state == "failed":
            # Its error stays to be read until it succeeds.
            step.state, step.failures, step.deaths = "waiting", 0, 0
    return True
