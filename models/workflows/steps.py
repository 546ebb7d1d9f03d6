"""The steps of the workflows: telling the owner, and removing rows that are no longer used. `erasing_steps.py` has
those that erase files.

Each step is a plain function for several workflows at once. It may run twice, in any order, and in two workers at once.
A step that cannot finish now is run again later, so that it never waits inside a worker.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, case, delete, insert, literal, not_, or_, select, update
from sqlalchemy.orm import Session

from models.guests.removing_sessions import remove_sessions
from models.plumbing.sweeping import IN_SETS, among
from models.site.locks import lock_items
from models.tables import (
    GuestGroup,
    GuestLink,
    GuestMembership,
    GuestSession,
    MediaItem,
    Notice,
    Visit,
    Workflow,
)
from models.tables.workflow import Event

# The most sessions that one run removes, and the most visits that it ends. SQLite has one writer, and guests wait for
# it meanwhile.
BATCH = 1000
# The links of a workflow: the one that it names, or all links of its item.
_OF_WORKFLOW = and_(
    GuestLink.media_id == Workflow.media_id, or_(Workflow.link_id.is_(None), GuestLink.id == Workflow.link_id)
)
# What the link records of the workflow's event. The sweep that begins a workflow writes the same instant into both.
# When the link lives again, it is cleared.
_RECORDED = case(
    (Workflow.event == Event.LIMIT_REACHED, GuestLink.limit_recorded_at), else_=GuestLink.expiry_recorded_at
)
# The sessions of a link that a workflow may remove.
_ENDED = and_(GuestSession.link_id == GuestLink.id, GuestSession.epoch <= Workflow.epoch)


@dataclass(frozen=True)
class Progress:
    """What one run of a step did. `more`: the step is not finished, but the rest of it can be done at once."""

    rows: int
    finished: bool
    more: bool = False


# Of each workflow, by its id.
Progresses = dict[int, Progress]
# It is given workflows, locked, whose next step it is.
Step = Callable[..., Progresses]


def tell_owner(db: Session, workflows: Sequence[Workflow], *, now: datetime) -> Progresses:
    """Add the notice that the owner sees on *My media*. A second run adds no second one. If the link lives again since,
    or it or its item is deleted, there is nothing to tell (contract 2.56)."""
    columns = {
        "user_id": MediaItem.owner_id,
        "workflow_id": Workflow.id,
        "link_id": Workflow.link_id,
        "event": Workflow.event,
        "created_at": literal(now),
    }
    untold = not_(select(Notice.id).where(Notice.workflow_id == Workflow.id).exists())
    notices = (
        select(*columns.values())
        .join_from(Workflow, MediaItem, MediaItem.id == Workflow.media_id)
        .join(GuestLink, GuestLink.id == Workflow.link_id)
        .where(among(Workflow.id, _ids(workflows)), untold, Workflow.created_at == _RECORDED, GuestLink.remains())
    )
    added = db.scalars(insert(Notice).from_select(list(columns), notices).returning(Notice.workflow_id)).all()
    told = Counter(added)
    return {workflow.id: Progress(rows=told[workflow.id], finished=True) for workflow in workflows}


def end_visits(db: Session, workflows: Sequence[Workflow], *, now: datetime) -> Progresses:
    """Record that the visits of a deleted item are over. They have got no bytes since the deletion itself."""
    of_items = among(Visit.media_id, {workflow.media_id for workflow in workflows}), Visit.ended_at.is_(None)
    batch = Visit.id.in_(select(Visit.id).where(*of_items).limit(BATCH))
    end = update(Visit).where(batch, Visit.ended_at.is_(None)).values(ended_at=now).returning(Visit.media_id)
    ended = Counter(db.scalars(end, execution_options=IN_SETS).all())
    left = set(db.scalars(select(Visit.media_id).where(*of_items).distinct()))
    return {
        each.id: Progress(ended.pop(each.media_id, 0), finished=each.media_id not in left, more=True)
        for each in workflows
    }


def remove_guests(db: Session, workflows: Sequence[Workflow], *, now: datetime) -> Progresses:
    """Remove the guest sessions of the epochs that ended. The session of a guest who still watches waits for a later
    run."""
    ended = _links_of(workflows, GuestSession.id).join(GuestSession, _ENDED)
    gone = remove_sessions(db, ended.where(not_(Visit.live_for_session(now))), BATCH, now=now)
    removed = _removed_of(db, workflows, gone)
    left = select(GuestSession.id).join(GuestLink, _ENDED).where(_OF_WORKFLOW).correlate(Workflow).exists()
    unfinished = set(db.scalars(select(Workflow.id).where(among(Workflow.id, _ids(workflows)), left)))
    is_full = len(gone) == BATCH
    return {each.id: Progress(removed[each.id], finished=each.id not in unfinished, more=is_full) for each in workflows}


def remove_groups(db: Session, workflows: Sequence[Workflow], *, now: datetime) -> Progresses:
    """Remove the empty guest groups of links that are over."""
    # If somebody turns access on now, that waits for us and then makes the groups again.
    lock_items(db, among(MediaItem.id, {workflow.media_id for workflow in workflows}))
    links = _links_of(workflows, GuestLink.id, Workflow.id).where(GuestLink.over(now)).order_by(GuestLink.id)
    over: dict[int, int] = dict(iter(db.execute(links.with_for_update(of=GuestLink))))
    empty = not_(select(GuestMembership.session_id).where(GuestMembership.link_id == GuestGroup.link_id).exists())
    remove = delete(GuestGroup).where(among(GuestGroup.link_id, over), empty).returning(GuestGroup.link_id)
    removed = Counter(over[link_id] for link_id in db.scalars(remove, execution_options=IN_SETS).all())
    return {workflow.id: Progress(removed[workflow.id], finished=True) for workflow in workflows}


STEPS: dict[str, Step] = {step.__name__: step for step in (tell_owner, end_visits, remove_guests, remove_groups)}


def _removed_of(db: Session, workflows: Sequence[Workflow], gone: Sequence[Any]) -> Counter[int]:
    """How many of these sessions each workflow has removed, by its id. A session of two workflows counts for one."""
    links = db.execute(_links_of(workflows, GuestLink.id, Workflow.id, Workflow.epoch)).all() if gone else []
    removing: dict[int, list[tuple[int, int]]] = {}
    for link_id, workflow_id, epoch in links:
        removing.setdefault(link_id, []).append((epoch, workflow_id))
    return Counter(
        next(workflow_id for epoch, workflow_id in removing[session.link_id] if epoch >= session.epoch)
        for session in gone
    )


def _ids(workflows: Sequence[Workflow]) -> list[int]:
    return [workflow.id for workflow in workflows]


def _links_of(workflows: Sequence[Workflow], *columns: Any) -> Select[Any]:
    """A query for these columns of the workflows and their links."""
    return select(*columns).join_from(Workflow, GuestLink, _OF_WORKFLOW).where(among(Workflow.id, _ids(workflows)))
