"""Replacing the file of a recording under the same item (contract 4.54): links, guests, captions and addresses stay.

While the new file is being prepared, its row has the role NEXT and guests watch the old one. When it takes its place,
the old one is kept for the pages that play it (`workflows.erasing_steps.erase_replaced`).
"""

from datetime import datetime, timedelta

from sqlalchemy import String, cast, delete, exists, select, update
from sqlalchemy.orm import Session

from models.errors import Forbidden
from models.files import storage
from models.files.storage import StoredFile
from models.media import missing_files
from models.media.adding_recordings import StoredRecording, prepare, recording_row
from models.media.posters import poster_row
from models.plumbing.sweeping import IN_SETS
from models.site.locks import lock_media, media_for_update
from models.tables import MediaFile, MediaItem, Preparation, Workflow
from models.tables.media_file import FileRole
from models.tables.media_item import RECORDINGS, Kind
from models.tables.visit import LONGEST_VISIT
from models.tables.workflow import Event, WorkflowState

# A worker that prepares the file before this one stops within this time. Until then it may write into the folder.
STOPS_WITHIN = timedelta(seconds=15)
# Pages may play a file for so long after it was replaced. They are counted for nobody but guests, and somebody with an
# account may always be watching, so this is the longest that any page plays. A page that is loaded while the file is
# replaced may have the old one too.
PLAYED_ON = LONGEST_VISIT + timedelta(minutes=1)


def check_replaceable(media: MediaItem) -> None:
    """Raises Forbidden."""
    if media.kind not in RECORDINGS:
        raise Forbidden("Only a recording has a file that can be replaced.")


def is_waiting(db: Session, media_id: int) -> bool:
    """Whether a new file waits to take the place of the recording, or could not be prepared."""
    return bool(db.scalar(select(exists().where(MediaFile.media_id == media_id, MediaFile.role == FileRole.NEXT))))


def replace_recording(db: Session, media_id: int, recording: StoredRecording, *, now: datetime) -> list[str]:
    """At once if every browser plays the new file, else when it is prepared. Returns the stored names of files to be
    discarded after the commit. Raises Forbidden, and NotFound if the item is deleted."""
    media = lock_media(db, media_id)
    check_replaceable(media)
    was_open = _stop_preparing(db, media_id, now)
    gone = _forget(db, media_id, FileRole.NEXT, FileRole.NEXT_POSTER)
    db.add(recording_row(recording, FileRole.NEXT, media_id=media_id, now=now))
    if recording.poster is not None:
        poster = poster_row(recording.poster, media_id=media_id, now=now)
        poster.role = FileRole.NEXT_POSTER
        db.add(poster)
    if recording.judgement.is_playable:
        return [*gone, *_put_in_place(db, media, recording.name, FileRole.PLAYABLE, now=now)]
    prepare(db, media_id, recording, now=now)
    db.flush()
    if was_open:
        mine = select(Preparation.workflow_id).where(Preparation.media_id == media_id).scalar_subquery()
        db.execute(update(Workflow).where(Workflow.id == mine).values(due_at=now + STOPS_WITHIN))
    return gone


def put_in_place(db: Session, media_id: int, source_name: str, *, now: datetime) -> list[str]:
    """If what was made of this file replaces the recording, take the old one away. In the transaction that publishes
    the new one. Returns the stored names of files to be discarded after the commit."""
    media = db.scalar(media_for_update().where(MediaItem.id == media_id, MediaItem.deleted_at.is_(None)))
    waits = MediaFile.media_id == media_id, MediaFile.role == FileRole.NEXT, MediaFile.stored_name == source_name
    is_wanted = select(Preparation.media_id).where(Preparation.source_name == source_name)
    if media is None or db.scalar(select(MediaFile.id).where(*waits, MediaFile.media_id.in_(is_wanted))) is None:
        return []
    return _put_in_place(db, media, source_name, FileRole.ORIGINAL, now=now)


def drawn_poster(db: Session, source_name: str, poster: StoredFile, *, media_id: int, now: datetime) -> MediaFile:
    """The row of a poster that we have drawn from what was made of this file."""
    # A poster that we have drawn has the time of its recording, and one that an owner has chosen never has.
    added_at = db.scalar(select(MediaFile.created_at).where(MediaFile.stored_name == source_name))
    row = poster_row(poster, media_id=media_id, now=added_at or now)
    row.role = poster_role(db, source_name)
    return row


def poster_role(db: Session, source_name: str) -> FileRole:
    """Which role a poster drawn from this file has now."""
    role = db.scalar(select(MediaFile.role).where(MediaFile.stored_name == source_name))
    return FileRole.NEXT_POSTER if role == FileRole.NEXT else FileRole.POSTER


def _put_in_place(db: Session, media: MediaItem, source_name: str, role: FileRole, *, now: datetime) -> list[str]:
    db.flush()
    gone = _swap_posters(db, media.id) + _forget(db, media.id, FileRole.ORIGINAL)
    playing = MediaFile.media_id == media.id, MediaFile.role == FileRole.PLAYABLE
    # Its id keeps it apart from other files of its type that were replaced.
    values = {"role": FileRole.REPLACED.value, "language": cast(MediaFile.id, String(20)), "replaced_at": now}
    replaced = db.scalars(
        update(MediaFile).where(*playing).values(values).returning(MediaFile.id), execution_options=IN_SETS
    ).all()
    if replaced:
        workflow = Workflow.for_event(Event.RECORDING_REPLACED, media_id=media.id, epoch=0, now=now)
        workflow.due_at = now + PLAYED_ON
        db.add(workflow)
    place = update(MediaFile).where(MediaFile.stored_name == source_name).values(role=role.value)
    width = db.scalar(place.returning(MediaFile.width), execution_options=IN_SETS)
    media.kind = Kind.VIDEO if width else Kind.AUDIO
    missing_files.clear_mark(db, media.id)
    return gone


def _swap_posters(db: Session, media_id: int) -> list[str]:
    """A poster that an owner has chosen stays. One that we have drawn goes with its recording."""
    of_item = MediaFile.media_id == media_id
    recording = MediaFile.role.in_([FileRole.PLAYABLE, FileRole.ORIGINAL])
    # See `drawn_poster`.
    times_of_drawn = select(MediaFile.created_at).where(of_item, recording)
    chosen = of_item, MediaFile.role == FileRole.POSTER, MediaFile.created_at.not_in(times_of_drawn)
    if db.scalar(select(exists().where(*chosen))):
        return _forget(db, media_id, FileRole.NEXT_POSTER)
    gone = _forget(db, media_id, FileRole.POSTER)
    drawn = of_item, MediaFile.role == FileRole.NEXT_POSTER
    db.execute(update(MediaFile).where(*drawn).values(role=FileRole.POSTER.value), execution_options=IN_SETS)
    return gone


def _forget(db: Session, media_id: int, *roles: FileRole) -> list[str]:
    """Remove the rows of these files. Returns their stored names."""
    files = MediaFile.media_id == media_id, MediaFile.role.in_(roles)
    names = list(db.scalars(select(MediaFile.stored_name).where(*files)))
    for name in names:
        storage.note_doubtful(name)
    db.execute(delete(MediaFile).where(*files), execution_options=IN_SETS)
    return names


def _stop_preparing(db: Session, media_id: int, now: datetime) -> bool:
    """What is being prepared is not wanted any more. Returns whether a worker may be at it."""
    workflow_id = db.scalar(select(Preparation.workflow_id).where(Preparation.media_id == media_id))
    unfinished = Workflow.id == workflow_id, Workflow.state != WorkflowState.DONE
    over = {"state": WorkflowState.DONE.value, "ended_at": now, "lease_holder": None, "leased_until": None}
    # The workflow is locked before the preparation, as by the worker that tells how far it is.
    stopped = update(Workflow).where(*unfinished).values(over).returning(Workflow.id)
    was_open = db.scalar(stopped, execution_options=IN_SETS) is not None
    db.execute(delete(Preparation).where(Preparation.media_id == media_id), execution_options=IN_SETS)
    return was_open
