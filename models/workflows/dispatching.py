"""Dispatching workflows: those that wait, and those whose worker has been silent for a lease."""

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from models.plumbing.swept import Swept
from models.tables import Workflow
from models.tables.workflow import LEASE


def dispatch_workflows(db: Session, *, now: datetime, limit: int) -> Swept:
    """Lease due workflows; the caller hands each id on. A message that is lost costs one lease, never a workflow."""
    claim = select(Workflow.id).where(Workflow.due(now)).order_by(Workflow.due_at).limit(limit)
    ids = list(db.scalars(claim.with_for_update(skip_locked=True)))
    db.execute(update(Workflow).where(Workflow.id.in_(ids)).values(leased_until=now + LEASE))
    backlog = db.scalar(select(func.count(Workflow.id)).where(Workflow.due(now))) or 0
    return Swept(ids, backlog)
