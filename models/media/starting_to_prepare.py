"""Starting to prepare a recording: when it is added, and anew when what was made is lost (contract 8.30, 8.35)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.files import storage
from models.media import missing_files
from models.media.preparing import Source
from models.site.locks import lock_media
from models.tables import MediaFile, Preparation, Workflow
from models.tables.media_file import FileRole
from models.tables.workflow import Event, WorkflowState


def begin_preparing(
    db: Session,
    media_id: int,
    source_name: str,
    *,
    usable_seconds: float | None,
    now: datetime,
    source: Source | None = None,
) -> None:
    """Start the workflow that makes what guests can play from this uploaded file."""
    preparation = Preparation(
        media_id=media_id,
        workflow_id=_started(db, media_id, now=now),
        source_name=source_name,
        usable_seconds=usable_seconds,
    )
    if source is not None:
        preparation.container, preparation.codecs = source.container, " ".join(source.codecs)
        preparation.is_encoded = source.is_encoded
    db.add(preparation)


def make_anew(db: Session, media_id: int, *, now: datetime) -> bool:
    """Forget the files that are lost, and start to make them again. Returns False if none is, or if there is nothing to
    make them from. Raises NotFound, and MediaAway if the storage does not answer."""
    preparation = db.get(Preparation, media_id)
    # The storage may be slow to answer, so it is asked before the item is locked.
    lost = _lost_files(db, preparation) if preparation else []
    if preparation is None or not lost:
        return False
    seen = preparation.workflow_id
    lock_media(db, media_id)
    preparation = db.get(Preparation, media_id, populate_existing=True)
    if preparation is None or preparation.workflow_id != seen:
        # Somebody else has started it again in the meantime, or has replaced the recording.
        return False
    for file in lost:
        # It may come back, with a disk. Then a sweep erases it.
        storage.note_doubtful(file.stored_name)
        db.delete(file)
    preparation.workflow_id, preparation.progress = _started(db, media_id, now=now), 0
    preparation.trouble, preparation.failure_seen_at = None, None
    # Guests are told that the recording is being prepared, and no longer that it is missing.
    missing_files.clear_mark(db, media_id)
    return True


def _started(db: Session, media_id: int, *, now: datetime) -> int:
    """The id of the new workflow."""
    workflow = Workflow.for_event(Event.RECORDING_ADDED, media_id=media_id, epoch=0, now=now)
    db.add(workflow)
    db.flush()
    return workflow.id


def _lost_files(db: Session, preparation: Preparation) -> list[MediaFile]:
    """The files that were made and cannot be found. None while they are being made, or if the uploaded file is lost."""
    state = db.scalar(select(Workflow.state).where(Workflow.id == preparation.workflow_id))
    files = list(db.scalars(select(MediaFile).where(MediaFile.media_id == preparation.media_id)))
    uploaded = [file for file in files if file.stored_name == preparation.source_name]
    made = [file for file in files if file.role == FileRole.PLAYABLE and file not in uploaded]
    if state != WorkflowState.DONE or not uploaded or not made or not storage.has(preparation.source_name):
        return []
    return [file for file in made if not storage.has(file.stored_name)]
