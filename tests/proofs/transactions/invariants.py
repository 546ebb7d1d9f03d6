"""What must be true of the rows after any commit and any kill (contract 2.10, 2.17, 2.36, 5.25). Each is a
query for the rows that break it."""

from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Select, and_, func, not_, or_, select

from models.plumbing import database
from models.tables import (
    GuestEntry,
    GuestGroup,
    GuestLink,
    GuestMembership,
    GuestSession,
    MediaItem,
    Notice,
    Visit,
    Workflow,
    WorkflowStep,
)
from models.tables.workflow import STEPS, Event


def broken(bind: Engine, *, now: datetime) -> list[str]:
    """The names of the invariants that do not hold."""
    with database.reading(bind) as db:
        return [name for name, query in _invariants(now).items() if db.execute(query.limit(1)).first() is not None]


def _invariants(now: datetime) -> dict[str, Select[Any]]:
    return {
        "a click is an entry, and the entries are numbered 1 to clicks": _clicks(),
        "no more clicks than the limit": select(GuestLink.id).where(GuestLink.clicks > GuestLink.click_limit),
        "a session is of its entry's link": select(GuestSession.id)
        .join(GuestEntry, GuestEntry.id == GuestSession.entry_id)
        .where(or_(GuestEntry.link_id != GuestSession.link_id, GuestEntry.form_hash != GuestSession.secret_hash)),
        "a session has its membership": _memberships(),
        "a visit is of its session's item": select(Visit.id)
        .join(GuestSession, GuestSession.id == Visit.session_id)
        .join(GuestLink, GuestLink.id == GuestSession.link_id)
        .where(GuestLink.media_id != Visit.media_id),
        "three links at most": select(GuestLink.media_id)
        .where(GuestLink.deleted_at.is_(None))
        .group_by(GuestLink.media_id)
        .having(func.count() > 3),
        "a link's switch, epoch and availability are its item's": _copies(),
        "a link that is not over has its group": select(GuestLink.id).where(GuestGroup.missing(now)),
        "a deleted item has no access": select(MediaItem.id).where(
            MediaItem.deleted_at.is_not(None), MediaItem.guest_access
        ),
        "one notice a workflow that has told": _told(),
        "a workflow's steps are whole and in order": _steps(),
        **{f"one workflow for each {event}": query for event, query in _workflows().items()},
    }


def _clicks() -> Select[Any]:
    mine = GuestEntry.link_id == GuestLink.id
    count, last = (
        select(func.coalesce(what, 0)).where(mine).scalar_subquery()
        for what in (func.count(GuestEntry.id), func.max(GuestEntry.ordinal))
    )
    return select(GuestLink.id).where(or_(GuestLink.clicks != count, GuestLink.clicks != last))


def _memberships() -> Select[Any]:
    own = and_(GuestMembership.session_id == GuestSession.id, GuestMembership.link_id == GuestSession.link_id)
    return select(GuestSession.id).where(not_(select(GuestMembership.session_id).where(own).exists()))


def _copies() -> Select[Any]:
    gone = not_(MediaItem.available())
    differs = or_(
        GuestLink.access_on != MediaItem.guest_access,
        GuestLink.access_epoch != MediaItem.access_epoch,
        GuestLink.media_available == gone,
    )
    links = select(GuestLink.id).join(MediaItem, MediaItem.id == GuestLink.media_id)
    return links.where(GuestLink.deleted_at.is_(None), differs)


def _told() -> Select[Any]:
    told = select(Notice.id).where(Notice.workflow_id == WorkflowStep.workflow_id).exists()
    return select(WorkflowStep.id).where(
        WorkflowStep.name == "tell_owner", or_(and_(WorkflowStep.state == "done", not_(told)), _waits_and(told))
    )


def _waits_and(told: Any) -> Any:
    """The notice and the record of its step are one commit."""
    return and_(WorkflowStep.state != "done", told)


def _steps() -> Select[Any]:
    mine = WorkflowStep.workflow_id == Workflow.id
    count = select(func.count(WorkflowStep.id)).where(mine).scalar_subquery()
    undone = select(func.min(WorkflowStep.position)).where(mine, WorkflowStep.state != "done").scalar_subquery()
    last = select(func.max(WorkflowStep.position)).where(mine, WorkflowStep.state == "done").scalar_subquery()
    whole = or_(*(and_(Workflow.event == event, count == len(steps)) for event, steps in STEPS.items()))
    return select(Workflow.id).where(
        or_(not_(whole), last > undone, and_(Workflow.state == "done", undone.is_not(None)))
    )


def _workflows() -> dict[Event, Select[Any]]:
    """An event that is recorded without its workflow would never be tidied up after; two would tell twice."""
    links = {
        Event.LINK_EXPIRED: GuestLink.expiry_recorded_at,
        Event.LIMIT_REACHED: GuestLink.limit_recorded_at,
        Event.LINK_DELETED: GuestLink.deleted_at,
    }
    queries = {event: _unequal(event, instant, Workflow.link_id == GuestLink.id) for event, instant in links.items()}
    queries[Event.MEDIA_DELETED] = _unequal(
        Event.MEDIA_DELETED, MediaItem.deleted_at, Workflow.media_id == MediaItem.id
    )
    ends = (Event.ACCESS_OFF, Event.MEDIA_DELETED)
    begun = select(func.count(Workflow.id)).where(Workflow.media_id == MediaItem.id, Workflow.event.in_(ends))
    queries[Event.ACCESS_OFF] = select(MediaItem.id).where(MediaItem.access_epoch != begun.scalar_subquery() + 1)
    return queries


def _unequal(event: Event, instant: Any, mine: Any) -> Select[Any]:
    begun = select(func.count(Workflow.id)).where(mine, Workflow.event == event).scalar_subquery()
    return select(instant.class_.id).where(
        or_(and_(instant.is_(None), begun != 0), and_(instant.is_not(None), begun != 1))
    )
