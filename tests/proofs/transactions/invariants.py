"""What must be true of the rows after every commit and every kill (contract 2.10, 2.17, 2.36, 5.25). Each invariant is
a query for the rows that break it."""

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
from models.tables.workflow import STEPS_AFTER, Event


def broken_invariants(bind: Engine, *, now: datetime) -> list[str]:
    """The names of the invariants that do not hold."""
    with database.reading(bind) as db:
        return [name for name, query in _invariants(now).items() if db.execute(query.limit(1)).first() is not None]


def _invariants(now: datetime) -> dict[str, Select[Any]]:
    return {
        "each click has an entry, and the entries are numbered from 1 to clicks": _wrong_clicks(),
        "no more clicks than the limit": select(GuestLink.id).where(GuestLink.clicks > GuestLink.click_limit),
        "a session belongs to the link and the form of its entry": select(GuestSession.id)
        .join(GuestEntry, GuestEntry.id == GuestSession.entry_id)
        .where(or_(GuestEntry.link_id != GuestSession.link_id, GuestEntry.form_hash != GuestSession.secret_hash)),
        "a session is in the guest group of its link": _without_membership(),
        "a visit belongs to the media item of its session": select(Visit.id)
        .join(GuestSession, GuestSession.id == Visit.session_id)
        .join(GuestLink, GuestLink.id == GuestSession.link_id)
        .where(GuestLink.media_id != Visit.media_id),
        "at most three links": select(GuestLink.media_id)
        .where(GuestLink.deleted_at.is_(None))
        .group_by(GuestLink.media_id)
        .having(func.count() > 3),
        "a link has the switch, epoch and availability of its item": _wrong_copies(),
        "a link that is not over has its group": select(GuestLink.id).where(GuestGroup.missing(now)),
        "guest access of a deleted item is off": select(MediaItem.id).where(
            MediaItem.deleted_at.is_not(None), MediaItem.guest_access
        ),
        "there is a notice if the step that tells the owner is done, and only then": _wrong_notices(),
        "a workflow has all its steps, and does them in order": _wrong_steps(),
        **{f"one workflow for each {event}": query for event, query in _wrong_workflows().items()},
    }


def _wrong_clicks() -> Select[Any]:
    of_link = GuestEntry.link_id == GuestLink.id
    count, last = (
        select(func.coalesce(what, 0)).where(of_link).scalar_subquery()
        for what in (func.count(GuestEntry.id), func.max(GuestEntry.ordinal))
    )
    return select(GuestLink.id).where(or_(GuestLink.clicks != count, GuestLink.clicks != last))


def _without_membership() -> Select[Any]:
    own = and_(GuestMembership.session_id == GuestSession.id, GuestMembership.link_id == GuestSession.link_id)
    return select(GuestSession.id).where(not_(select(GuestMembership.session_id).where(own).exists()))


def _wrong_copies() -> Select[Any]:
    differs = or_(
        GuestLink.access_on != MediaItem.guest_access,
        GuestLink.access_epoch != MediaItem.access_epoch,
        GuestLink.media_available == not_(MediaItem.available()),
    )
    links = select(GuestLink.id).join(MediaItem, MediaItem.id == GuestLink.media_id)
    return links.where(GuestLink.deleted_at.is_(None), differs)


def _wrong_notices() -> Select[Any]:
    """The notice and the record of its step are written in one commit."""
    has_notice = select(Notice.id).where(Notice.workflow_id == WorkflowStep.workflow_id).exists()
    done = WorkflowStep.state == "done"
    return select(WorkflowStep.id).where(
        WorkflowStep.name == "tell_owner", or_(and_(done, not_(has_notice)), and_(not_(done), has_notice))
    )


def _wrong_steps() -> Select[Any]:
    of_workflow = WorkflowStep.workflow_id == Workflow.id
    count = select(func.count(WorkflowStep.id)).where(of_workflow).scalar_subquery()
    done, position = WorkflowStep.state == "done", WorkflowStep.position
    first_undone = select(func.min(position)).where(of_workflow, not_(done)).scalar_subquery()
    last_done = select(func.max(position)).where(of_workflow, done).scalar_subquery()
    complete = or_(*(and_(Workflow.event == event, count == len(steps)) for event, steps in STEPS_AFTER.items()))
    return select(Workflow.id).where(
        or_(not_(complete), last_done > first_undone, and_(Workflow.state == "done", first_undone.is_not(None)))
    )


def _wrong_workflows() -> dict[Event, Select[Any]]:
    """Without a workflow, nothing would be removed after the event. With two, the owner would be told twice."""
    recorded = {
        Event.LINK_EXPIRED: GuestLink.expiry_recorded_at,
        Event.LIMIT_REACHED: GuestLink.limit_recorded_at,
        Event.LINK_DELETED: GuestLink.deleted_at,
    }
    queries = {event: _not_one(event, at, Workflow.link_id == GuestLink.id) for event, at in recorded.items()}
    queries[Event.MEDIA_DELETED] = _not_one(
        Event.MEDIA_DELETED, MediaItem.deleted_at, Workflow.media_id == MediaItem.id
    )
    ends_epoch = (Event.ACCESS_OFF, Event.MEDIA_DELETED)
    started = select(func.count(Workflow.id)).where(Workflow.media_id == MediaItem.id, Workflow.event.in_(ends_epoch))
    queries[Event.ACCESS_OFF] = select(MediaItem.id).where(MediaItem.access_epoch != started.scalar_subquery() + 1)
    return queries


def _not_one(event: Event, recorded_at: Any, own: Any) -> Select[Any]:
    """The rows with this event that do not have exactly one workflow for it, and the rows that have one without it."""
    started = select(func.count(Workflow.id)).where(own, Workflow.event == event).scalar_subquery()
    return select(recorded_at.class_.id).where(
        or_(and_(recorded_at.is_(None), started != 0), and_(recorded_at.is_not(None), started != 1))
    )
