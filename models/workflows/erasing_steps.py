"""The steps that erase files. No transaction is open while they erase (contract 5.28, 5.42).

Each is called with the workflow whose next step it is, and returns the step that records what it has done. It may be
called again after a kill at any point, and by two workers at once.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models.errors import MediaAway, NoSpace
from models.files import live_folder, storage
from models.files.live import kept_runs
from models.media.replacing import PLAYED_ON
from models.plumbing.database import Transaction
from models.plumbing.sweeping import IN_SETS, in_time
from models.tables import LiveSession, MediaFile, MediaItem, Workflow
from models.tables.media_file import FileRole
from models.workflows.steps import Progress, Progresses, Step

ErasingStep = Callable[..., Step]


def erase_files(begin: Transaction, workflow: Workflow, *, now: datetime) -> Step:  # noqa: ARG001 (steps share a signature)
    """Erase the recording, its poster and captions, and what an encoder wrote (contract 5.28)."""
    # While the disk is not mounted, this step waits. Otherwise the rows would be deleted, and the files would stay.
    if not storage.is_reachable():
        return _recorded(0, finished=False)
    with begin() as db:
        names = db.scalars(select(MediaFile.stored_name).where(MediaFile.media_id == workflow.media_id)).all()
        folder = db.scalar(select(LiveSession.folder).where(LiveSession.media_id == workflow.media_id))
    erased: list[str] = []
    try:
        for name in in_time(names):
            storage.erase(name)
            erased.append(name)
    except MediaAway:
        return _recorded(len(erased), erased, finished=False)
    if len(erased) < len(names):
        return _recorded(len(erased), erased, finished=False, more=True)
    kept_runs.forget(workflow.media_id)
    segments, is_all = _erase_stream(begin, folder) if folder is not None else (0, True)
    return _recorded(len(erased) + segments, erased, finished=is_all, more=not is_all)


def _erase_stream(begin: Transaction, folder: str) -> tuple[int, bool]:
    """How many files were erased, and whether those were all."""
    # The same owner may use the folder for a new session at any moment. What lies there now is not shown by it: it
    # shows what is written after it was made (contract 9.6).
    newest = live_folder.newest_file_in(folder)
    with begin() as db:
        if db.scalar(LiveSession.in_folder(folder).where(MediaItem.deleted_at.is_(None)).limit(1)) is not None:
            return 0, True
    return live_folder.erase(folder, newest)


def erase_replaced(begin: Transaction, workflow: Workflow, *, now: datetime) -> Step:
    """Erase the files that were replaced in this workflow's event, when no page plays them any more (contract 4.54)."""
    if now < workflow.created_at + PLAYED_ON or not storage.is_reachable():
        return _recorded(0, finished=False)
    try:
        with begin() as db:
            names = _forget_replaced(db, workflow)
    except (MediaAway, NoSpace):
        # The notes could not be written.
        return _recorded(0, finished=False)
    storage.discard(*names)
    return _recorded(len(names), finished=True)


def _forget_replaced(db: Session, workflow: Workflow) -> Sequence[str]:
    """Remove the rows. From the commit on, no backup needs the files. Returns their stored names."""
    replaced = MediaFile.media_id == workflow.media_id, MediaFile.role == FileRole.REPLACED
    # Another file may have been replaced since. It has a workflow of its own.
    mine = *replaced, MediaFile.replaced_at <= workflow.created_at
    names = db.scalars(select(MediaFile.stored_name).where(*mine)).all()
    for name in names:
        storage.note_doubtful(name)
    db.execute(delete(MediaFile).where(*mine), execution_options=IN_SETS)
    return names


ERASING_STEPS: dict[str, ErasingStep] = {step.__name__: step for step in (erase_files, erase_replaced)}


def _recorded(rows: int, erased: Sequence[str] = (), *, finished: bool, more: bool = False) -> Step:
    """The step that records it. The rows of erased files go now: if we crash before, the next run still knows the
    names."""

    def record(db: Session, workflows: Sequence[Workflow], *, now: datetime) -> Progresses:  # noqa: ARG001
        db.execute(delete(MediaFile).where(MediaFile.stored_name.in_(erased)), execution_options=IN_SETS)
        return {workflow.id: Progress(rows, finished, more) for workflow in workflows}

    return record
