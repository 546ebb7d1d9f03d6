"""The sweeps that record which links have expired or reached their click limit, each link once.

They do not end a link: each request judges by itself whether the link admits (contract 2.47).
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, insert, literal, select, true, union_all, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from models.plumbing.sweeping import IN_SETS, Swept, among, backlog, claim
from models.tables import GuestLink, Workflow, WorkflowStep
from models.tables.workflow import STEPS_AFTER, Event

Recorded = InstrumentedAttribute[datetime | None]


def expire_links(db: Session, *, now: datetime, limit: int) -> Swept:
    """Record links that have expired, and start the workflow that removes their guests."""
    # In the order of the index: then a run reads no link that is not due.
    expired = select(GuestLink.id).where(GuestLink.expiry_due(now)).order_by(GuestLink.expires_at)
    swept = _record(db, expired, GuestLink.expiry_recorded_at, Event.LINK_EXPIRED, now=now, limit=limit)
    return swept if len(swept.ids) >= limit else replace(swept, next_at=_next_end(db, now=now))


def _next_end(db: Session, *, now: datetime) -> datetime | None:
    """When the next link ends. One row of the index."""
    ends = select(GuestLink.expires_at).where(GuestLink.expiry_awaited(now)).order_by(GuestLink.expires_at)
    return db.scalar(ends.limit(1))


def deactivate_links(db: Session, *, now: datetime, limit: int) -> Swept:
    """Record links whose clicks are used up, and start the workflow that tells the owner. The guests stay."""
    used_up = select(GuestLink.id).where(GuestLink.limit_due()).order_by(GuestLink.id)
    return _record(db, used_up, GuestLink.limit_recorded_at, Event.LIMIT_REACHED, now=now, limit=limit)


def _record(db: Session, due: Select[Any], column: Recorded, event: Event, *, now: datetime, limit: int) -> Swept:
    ids = claim(db, due, limit)
    if ids:
        links = among(GuestLink.id, ids)
        db.execute(update(GuestLink).where(links).values({column: now}), execution_options=IN_SETS)
        _start_workflows(db, links, event, now=now)
    return Swept(ids, backlog(db, due, len(ids), limit))


def _start_workflows(db: Session, links: ColumnElement[bool], event: Event, *, now: datetime) -> None:
    """A workflow for each of these links, as `Workflow.for_event` makes one. Two statements, however many they are."""
    columns = {
        "event": literal(event.value),
        "media_id": GuestLink.media_id,
        "link_id": GuestLink.id,
        "epoch": GuestLink.access_epoch,
        "created_at": literal(now),
        "due_at": literal(now),
    }
    workflows = select(*columns.values()).where(links).order_by(GuestLink.id)
    ids = db.scalars(insert(Workflow).from_select(list(columns), workflows).returning(Workflow.id)).all()
    names = enumerate(STEPS_AFTER[event])
    each = union_all(*(select(literal(position), literal(name)) for position, name in names)).subquery()
    steps = select(Workflow.id, *each.c).join_from(Workflow, each, true()).where(among(Workflow.id, ids))
    db.execute(insert(WorkflowStep).from_select(["workflow_id", "position", "name"], steps))
