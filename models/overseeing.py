"""Overseeing the workflows: what the admin's *Maintenance* page lists (SPEC 5)."""

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from models.plumbing.paging import Page, page_of
from models.tables import Workflow


def workflows(db: Session, state: str | None = None, page: int = 1) -> Page[Workflow]:
    """With their steps, newest first; those in one state, or all."""
    listed = select(Workflow).options(selectinload(Workflow.steps)).order_by(Workflow.id.desc())
    return page_of(db, listed if state is None else listed.where(Workflow.state == state), page)
