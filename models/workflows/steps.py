"""Cleaning up: the steps of the workflows, after a link or its access has ended, and guest sessions that lapsed.

Each step is a plain function that may run twice, in any order, beside a copy of itself. It returns how many rows it did
and whether it is finished; an unfinished one is asked again after a period, without holding a worker.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, func, not_, select, update
from sqlalchemy.orm import Session

from models.errors import MediaAway
from models.files import storage, streams
from models.guests.removing import connected, remove_sessions
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

# At most so many sessions a run: a link with a million guests must not hold a worker for minutes.
BATCH = 500


@dataclass(frozen=True)
class Progress:
    rows: int
    finished: bool
    # More can be done at once: a full batch, not a wait for a guest.
    more: bool = False


Step = Callable[..., Progress]


def tell_owner(db: Session, workflow: Workflow, *, now: datetime) -> Progress:
    """A notice on the owner's *My media*; a second run finds it there."""
    media = db.get_one(MediaItem, workflow.media_id)
    told = db.scalar(select(Notice.id).where(Notice.workflow_id == workflow.id))
    if told is None and workflow.link_id is not None:
        db.add(
            Notice(
                user_id=media.owner_id,
                workflow_id=workflow.id,
                link_id=workflow.link_id,
                event=workflow.event,
                created_at=now,
            )
        )
    return Progress(rows=int(told is None), finished=True)


def end_visits(db: Session, workflow: Workflow, *, now: datetime) -> Progress:
    """Of a deleted item. Their bytes are refused since the deletion's commit, whether or not this has run."""
    open_visits = and_(Visit.media_id == workflow.media_id, Visit.ended_at.is_(None))
    ended = db.scalars(update(Visit).where(open_visits).values(ended_at=now).returning(Visit.id)).all()
    return Progress(rows=len(ended), finished=True)


def erase_files(db: Session, workflow: Workflow, *, now: datetime) -> Progress:  # noqa: ARG001 (steps share a signature)
    """The recording, its poster and captions, and what an encoder wrote. The row goes after its file: a kill between
    the two only repeats. Waits while the media folder is missing, or the bucket cannot be asked: on a disk that is not
    mounted just now every file would outlive its row."""
    if not storage.is_there():
        return Progress(rows=0, finished=False)
    files = db.scalars(select(MediaFile).where(MediaFile.media_id == workflow.media_id)).all()
    try:
        for file in files:
            storage.erase(file.stored_name)
            db.delete(file)
    except MediaAway:
        return Progress(rows=0, finished=False)
    folder = db.scalar(select(LiveSession.folder).where(LiveSession.media_id == workflow.media_id))
    segments = streams.erase(folder) if folder is not None and not _is_shared(db, folder) else 0
    return Progress(rows=len(files) + segments, finished=True)


def remove_guests(db: Session, workflow: Workflow, *, now: datetime) -> Progress:
    """Sessions and memberships of the epochs that have ended, each as its last visit ends; never of a later epoch."""
    silent = select(GuestSession.id).where(_ended_guests(workflow), not_(connected(now)))
    gone = remove_sessions(db, silent, BATCH, now=now)
    left = db.scalar(select(func.count(GuestSession.id)).where(_ended_guests(workflow))) or 0
    return Progress(rows=len(gone), finished=not left, more=len(gone) == BATCH)


def remove_groups(db: Session, workflow: Workflow, *, now: datetime) -> Progress:
    """Empty groups of links that are over. The link rows are locked first: an access that is switched on again
    in the same moment waits, and makes the group again."""
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


def _is_shared(db: Session, folder: str) -> bool:
    """Whether a live session that is not deleted has this folder."""
    return db.scalar(LiveSession.in_folder(folder).where(MediaItem.deleted_at.is_(None)).limit(1)) is not None


def _links(workflow: Workflow) -> ColumnElement[bool]:
    one = GuestLink.id == workflow.link_id if workflow.link_id is not None else GuestLink.media_id == workflow.media_id
    return and_(one, GuestLink.media_id == workflow.media_id)


def _ended_guests(workflow: Workflow) -> ColumnElement[bool]:
    links = select(GuestLink.id).where(_links(workflow))
    return and_(GuestSession.link_id.in_(links), GuestSession.epoch <= workflow.epoch)
