"""The steps of the workflows: telling the owner, and removing what is no longer used.

Each step is a plain function. It may run twice, in any order, and in two workers at once. A step that cannot finish
now is run again later, so that it never waits inside a worker.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, func, not_, select, update
from sqlalchemy.orm import Session

from models.errors import MediaAway
from models.files import live_folder, storage
from models.files.live import kept_runs
from models.guests.removing import remove_sessions
from models.tables import (
    GuestGroup,
    GuestLink,
    GuestMembership,
    GuestSession,
    LiveSession,
    MediaFile,
    MediaItem,
    Notice,
    Visit,
    Workflow,
)

# The most sessions that one run removes, so that a link with a million guests does not keep a worker busy for minutes.
BATCH = 500


@dataclass(frozen=True)
class Progress:
    """What one run of a step did. `more`: the step is not finished, but the rest of it can be done at once."""

    rows: int
    finished: bool
    more: bool = False


Step = Callable[..., Progress]


def tell_owner(db: Session, workflow: Workflow, *, now: datetime) -> Progress:
    """Add the notice that the owner sees on *My media*. A second run adds no second one."""
    media = db.get_one(MediaItem, workflow.media_id)
    notice_id = db.scalar(select(Notice.id).where(Notice.workflow_id == workflow.id))
    if notice_id is None and workflow.link_id is not None:
        db.add(
            Notice(
                user_id=media.owner_id,
                workflow_id=workflow.id,
                link_id=workflow.link_id,
                event=workflow.event,
                created_at=now,
            )
        )
    return Progress(rows=int(notice_id is None), finished=True)


def end_visits(db: Session, workflow: Workflow, *, now: datetime) -> Progress:
    """Record that the visits of a deleted item are over. They have got no bytes since the deletion itself."""
    open_visits = and_(Visit.media_id == workflow.media_id, Visit.ended_at.is_(None))
    ended = db.scalars(update(Visit).where(open_visits).values(ended_at=now).returning(Visit.id)).all()
    return Progress(rows=len(ended), finished=True)


def erase_files(db: Session, workflow: Workflow, *, now: datetime) -> Progress:  # noqa: ARG001 (steps share a signature)
    """Erase the recording, its poster and captions, and what an encoder wrote (contract 5.28)."""
    # While the disk is not mounted, this step waits. Otherwise the rows would be deleted, and the files would stay.
    if not storage.is_reachable():
        return Progress(rows=0, finished=False)
    files = db.scalars(select(MediaFile).where(MediaFile.media_id == workflow.media_id)).all()
    try:
        for file in files:
            # First the file, then its row. If we crash in between, the next run still knows the name of the file.
            storage.erase(file.stored_name)
            db.delete(file)
    except MediaAway:
        return Progress(rows=0, finished=False)
    folder = db.scalar(select(LiveSession.folder).where(LiveSession.media_id == workflow.media_id))
    kept_runs.forget(workflow.media_id)
    segments = live_folder.erase(folder) if folder is not None and not _is_used(db, folder) else 0
    return Progress(rows=len(files) + segments, finished=True)


def remove_guests(db: Session, workflow: Workflow, *, now: datetime) -> Progress:
    """Remove the guest sessions of the epochs that ended. The session of a guest who still watches waits for a later
    run."""
    silent = select(GuestSession.id).where(_ended_guests(workflow), not_(Visit.live_for_session(now)))
    gone = remove_sessions(db, silent, BATCH, now=now)
    left = db.scalar(select(func.count(GuestSession.id)).where(_ended_guests(workflow))) or 0
    return Progress(rows=len(gone), finished=not left, more=len(gone) == BATCH)


def remove_groups(db: Session, workflow: Workflow, *, now: datetime) -> Progress:
    """Remove the empty guest groups of links that are over."""
    # The links are locked first. If somebody turns access on now, that waits for us and then makes the groups again.
    over = select(GuestLink.id).where(_links(workflow), GuestLink.over(now)).with_for_update()
    empty = not_(select(GuestMembership.session_id).where(GuestMembership.link_id == GuestGroup.link_id).exists())
    link_ids = list(db.scalars(over))
    removed = db.scalars(
        delete(GuestGroup).where(GuestGroup.link_id.in_(link_ids), empty).returning(GuestGroup.link_id)
    ).all()
    return Progress(rows=len(removed), finished=True)


STEPS: dict[str, Step] = {
    step.__name__: step for step in (tell_owner, end_visits, remove_guests, remove_groups, erase_files)
}


def _is_used(db: Session, folder: str) -> bool:
    """Whether a live session that is not deleted uses this folder."""
    return db.scalar(LiveSession.in_folder(folder).where(MediaItem.deleted_at.is_(None)).limit(1)) is not None


def _links(workflow: Workflow) -> ColumnElement[bool]:
    """The link of the workflow, or all links of the item if it names none."""
    of_item = GuestLink.media_id == workflow.media_id
    return of_item if workflow.link_id is None else and_(of_item, GuestLink.id == workflow.link_id)


def _ended_guests(workflow: Workflow) -> ColumnElement[bool]:
    links = select(GuestLink.id).where(_links(workflow))
    return and_(GuestSession.link_id.in_(links), GuestSession.epoch <= workflow.epoch)
