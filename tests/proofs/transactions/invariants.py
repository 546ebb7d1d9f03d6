"""What must be true of the rows after every commit and every kill (contract 2.10, 2.17, 2.36, 5.25). Each invariant is
a query for the rows that break it."""

from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Select, and_, case, func, not_, or_, select

from models.plumbing import database
from models.tables import (
    GuestEntry,
    GuestGroup,
    GuestLink,
    GuestMembership,
    GuestSession,
    MediaItem,
    Notice,
    Site,
    User,
    Visit,
    Workflow,
    WorkflowStep,
)
from models.tables.guest_session import NO_EPOCH
from models.tables.workflow import STEPS_AFTER, Event
from tests.proofs.transactions.file_invariants import is_not_wanted, of_files


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
        "a link has the switch and availability of its item, and no later epoch": _wrong_copies(),
        "a link is stopped if its owner is disabled and the site says so, and only then": _wrong_stops(),
        "a link that is not over has its group": select(GuestLink.id).where(GuestGroup.missing(now)),
        "guest access of a deleted item is off": select(MediaItem.id).where(
            MediaItem.deleted_at.is_not(None), MediaItem.guest_access
        ),
        "there is a notice if the step that tells the owner is done, and only then, unless the link lives again": (
            _wrong_notices()
        ),
        "a workflow has all its steps, and does them in order": _wrong_steps(),
        "no workflow removes the guests of a link that lives": _too_far(),
        "access ends an epoch, and so does a link that lives again": _wrong_epochs(),
        **of_files(),
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
    """Those of removed guests, which have no epoch, are in no group."""
    own = and_(GuestMembership.session_id == GuestSession.id, GuestMembership.link_id == GuestSession.link_id)
    has_one = select(GuestMembership.session_id).where(own).exists()
    return select(GuestSession.id).where((GuestSession.epoch == NO_EPOCH) == has_one)


def _wrong_copies() -> Select[Any]:
    differs = or_(
        GuestLink.access_on != MediaItem.guest_access,
        GuestLink.access_epoch > MediaItem.access_epoch,
        GuestLink.media_available == not_(MediaItem.available()),
    )
    links = select(GuestLink.id).join(MediaItem, MediaItem.id == GuestLink.media_id)
    return links.where(GuestLink.deleted_at.is_(None), differs)


def _wrong_stops() -> Select[Any]:
    stops = select(Site.id).where(Site.disabled_owners_stop).exists()
    disabled = select(User.id).where(User.id == MediaItem.owner_id, User.disabled_at.is_not(None)).exists()
    links = select(GuestLink.id).join(MediaItem, MediaItem.id == GuestLink.media_id)
    return links.where(GuestLink.owner_stopped != and_(stops, disabled))


def _wrong_notices() -> Select[Any]:
    """The notice and the record of its step are written in one commit. What the link records of the event is cleared
    when it lives again, and the owner is not told then, nor of what is deleted (contract 2.56)."""
    has_notice = select(Notice.id).where(Notice.workflow_id == WorkflowStep.workflow_id).exists()
    done, is_told = WorkflowStep.state == "done", WorkflowStep.name == "tell_owner"
    recorded = case(
        (Workflow.event == Event.LIMIT_REACHED, GuestLink.limit_recorded_at), else_=GuestLink.expiry_recorded_at
    )
    lacks = and_(done, not_(has_notice), recorded == Workflow.created_at, GuestLink.remains())
    steps = select(WorkflowStep.id).join(Workflow, Workflow.id == WorkflowStep.workflow_id)
    of_links = steps.join(GuestLink, GuestLink.id == Workflow.link_id).join(GuestLink.media)
    return of_links.where(is_told, or_(lacks, and_(not_(done), has_notice)))


def _wrong_steps() -> Select[Any]:
    of_workflow = WorkflowStep.workflow_id == Workflow.id
    count = select(func.count(WorkflowStep.id)).where(of_workflow).scalar_subquery()
    done, position = WorkflowStep.state == "done", WorkflowStep.position
    first_undone = select(func.min(position)).where(of_workflow, not_(done)).scalar_subquery()
    last_done = select(func.max(position)).where(of_workflow, done).scalar_subquery()
    complete = or_(*(and_(Workflow.event == event, count == len(steps)) for event, steps in STEPS_AFTER.items()))
    broken_off = and_(Workflow.state == "done", first_undone.is_not(None), not_(is_not_wanted()))
    return select(Workflow.id).where(or_(not_(complete), last_done > first_undone, broken_off))


# After both, the guests of a link are removed. The second is that of *End now*.
ENDS_OF_LINKS = (Event.LINK_EXPIRED, Event.LINK_ENDED)


def _wrong_workflows() -> dict[Event, Select[Any]]:
    """Without a workflow, nothing would be removed after the event. With two, the owner would be told twice.

    Those of events that are recorded no more, because the link lives again, are left out: a workflow begins at the
    instant that is recorded."""
    own = Workflow.link_id == GuestLink.id
    return {
        Event.LINK_EXPIRED: _wrong_expiries(),
        Event.LINK_ENDED: _not_one(
            (Event.LINK_ENDED,), GuestLink.ended_at, own, Workflow.created_at == GuestLink.ended_at
        ),
        Event.LIMIT_REACHED: _not_one(
            (Event.LIMIT_REACHED,), GuestLink.limit_recorded_at, own, Workflow.created_at == GuestLink.limit_recorded_at
        ),
        Event.LINK_DELETED: _not_one((Event.LINK_DELETED,), GuestLink.deleted_at, own),
        Event.MEDIA_DELETED: _not_one((Event.MEDIA_DELETED,), MediaItem.deleted_at, Workflow.media_id == MediaItem.id),
    }


def _not_one(events: tuple[Event, ...], recorded_at: Any, *own: Any) -> Select[Any]:
    """The rows with this event that do not have exactly one workflow for it, and the rows that have one without it."""
    started = select(func.count(Workflow.id)).where(*own, Workflow.event.in_(events)).scalar_subquery()
    return select(recorded_at.class_.id).where(
        or_(and_(recorded_at.is_(None), started != 0), and_(recorded_at.is_not(None), started != 1))
    )


def _wrong_expiries() -> Select[Any]:
    """*End now* records the expiry too, if the sweep has not."""
    expiries, ends = (
        select(func.count(Workflow.id))
        .where(Workflow.link_id == GuestLink.id, Workflow.event == event)
        .where(Workflow.created_at == GuestLink.expiry_recorded_at)
        .scalar_subquery()
        for event in ENDS_OF_LINKS
    )
    wrong = or_(expiries > 1, expiries + ends == 0)
    return select(GuestLink.id).where(GuestLink.expiry_recorded_at.is_not(None), wrong)


def _too_far() -> Select[Any]:
    """The expiry of the link is not recorded, so no workflow of its end may remove guests of its present epoch."""
    present = Workflow.link_id == GuestLink.id, Workflow.epoch >= GuestLink.access_epoch
    ends = select(Workflow.id).where(*present, Workflow.event.in_(ENDS_OF_LINKS)).exists()
    return select(GuestLink.id).where(GuestLink.expiry_recorded_at.is_(None), ends)


def _wrong_epochs() -> Select[Any]:
    """Each workflow of turning access off, or of deleting the item, has ended one epoch of the item. So has each link
    that lives again, whose end has a workflow too."""
    of_item = Workflow.media_id == MediaItem.id
    ends_epoch = (Event.ACCESS_OFF, Event.MEDIA_DELETED)
    least, most = (
        select(func.count(Workflow.id)).where(of_item, Workflow.event.in_(events)).scalar_subquery() + 1
        for events in (ends_epoch, (*ends_epoch, *ENDS_OF_LINKS))
    )
    return select(MediaItem.id).where(or_(MediaItem.access_epoch < least, MediaItem.access_epoch > most))
