"""The sweeps that record which links have expired or reached their click limit, each link once.

They do not end a link: each request judges by itself whether the link admits (contract 2.47).
"""

from datetime import datetime

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from models.plumbing.database import count
from models.plumbing.sweeping import Swept, claim
from models.tables import GuestLink, Workflow
from models.tables.workflow import Event


def expire_links(db: Session, *, now: datetime, limit: int) -> Swept:
    """Record links that have expired, and start the workflow that removes their guests."""
    expired = _oldest(GuestLink.expiry_due(now))
    links = claim(db, expired, limit)
    for link in links:
        link.expiry_recorded_at = now
        db.add(_workflow(link, Event.LINK_EXPIRED, now=now))
    return _swept(db, expired, links)


def deactivate_links(db: Session, *, now: datetime, limit: int) -> Swept:
    """Record links whose clicks are used up, and start the workflow that tells the owner. The guests stay."""
    used_up = _oldest(GuestLink.limit_due())
    links = claim(db, used_up, limit)
    for link in links:
        link.limit_recorded_at = now
        db.add(_workflow(link, Event.LIMIT_REACHED, now=now))
    return _swept(db, used_up, links)


def _oldest(due: ColumnElement[bool]) -> Select[GuestLink]:
    return select(GuestLink).where(due).order_by(GuestLink.id)


def _workflow(link: GuestLink, event: Event, *, now: datetime) -> Workflow:
    return Workflow.for_event(event, media_id=link.media_id, link_id=link.id, epoch=link.access_epoch, now=now)


def _swept(db: Session, due: Select[GuestLink], links: list[GuestLink]) -> Swept:
    db.flush()
    return Swept([link.id for link in links], count(db, due))
