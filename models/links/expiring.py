"""Expiring links by duration, deactivating links at their click limit: recorded and told, once each.

Both only *record* what every request has judged by itself since the instant (contract 2.47).
"""

from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from models.plumbing.swept import Swept
from models.tables import GuestLink, Workflow
from models.tables.workflow import Event


def expire_links(db: Session, *, now: datetime, limit: int) -> Swept:
    """Record links whose duration is over, and begin the workflow that tidies up after each."""
    links = _claim(db, GuestLink.expiry_due(now), limit)
    for link in links:
        link.expiry_recorded_at = now
        db.add(_workflow(link, Event.LINK_EXPIRED, now=now))
    return _swept(db, GuestLink.expiry_due(now), links)


def deactivate_links(db: Session, *, now: datetime, limit: int) -> Swept:
    """Record links whose clicks are used up; nothing is removed, the guests stay."""
    links = _claim(db, GuestLink.limit_due(), limit)
    for link in links:
        link.limit_recorded_at = now
        db.add(_workflow(link, Event.LIMIT_REACHED, now=now))
    return _swept(db, GuestLink.limit_due(), links)


def _claim(db: Session, due: ColumnElement[bool], limit: int) -> list[GuestLink]:
    """Two sweepers side by side never take the same row."""
    claim = select(GuestLink).where(due).order_by(GuestLink.id).limit(limit)
    return list(db.scalars(claim.with_for_update(skip_locked=True, of=GuestLink)))


def _workflow(link: GuestLink, event: Event, *, now: datetime) -> Workflow:
    return Workflow.begin(event, media_id=link.media_id, link_id=link.id, epoch=link.access_epoch, now=now)


def _swept(db: Session, due: ColumnElement[bool], links: list[GuestLink]) -> Swept:
    db.flush()
    backlog = db.scalar(select(func.count(GuestLink.id)).where(due)) or 0
    return Swept([link.id for link in links], backlog)
