"""Retrying a workflow that was given up: an admin has seen to what made it fail."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.plumbing.errors import NotFound
from models.tables import Workflow


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
