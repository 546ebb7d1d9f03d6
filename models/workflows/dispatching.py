"""Dispatching workflows that are due. One whose message or worker was lost becomes due again (contract 5.29)."""

from datetime import datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from models.plumbing.sweeping import IN_SETS, Swept, among, backlog, claim
from models.tables import Workflow
from models.tables.workflow import LEASE, Event


def dispatch_workflows(db: Session, *, now: datetime, limit: int) -> Swept:
    """Lease the due workflows. The caller sends a message for each of the ids, after the commit. If a message is lost,
    the workflow is due again when its lease is over."""
    return _dispatch(db, Workflow.event != Event.RECORDING_ADDED, now=now, limit=limit)


def dispatch_preparing(db: Session, *, now: datetime, limit: int) -> Swept:
    """The same for recordings that are to be prepared. They have a queue of their own, because each takes minutes."""
    return _dispatch(db, Workflow.event == Event.RECORDING_ADDED, now=now, limit=limit)


def _dispatch(db: Session, which: ColumnElement[bool], *, now: datetime, limit: int) -> Swept:
    due = select(Workflow.id).where(Workflow.due(now), which).order_by(Workflow.due_at)
    ids = claim(db, due, limit)
    # The lease of a long step that is over has no holder any more. Otherwise this lease would count as that worker's.
    if ids:
        lease = update(Workflow).where(among(Workflow.id, ids)).values(leased_until=now + LEASE, lease_holder=None)
        db.execute(lease, execution_options=IN_SETS)
    return Swept(ids, backlog(db, due, len(ids), limit))
