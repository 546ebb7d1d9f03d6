"""Preparing recordings: whether an item can be watched yet, how far its preparing is, and publishing what was made."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import insert, literal, select, update
from sqlalchemy.orm import Session

from models.errors import translatable
from models.files.storage import StoredFile
from models.recordings.making import Made
from models.tables import MediaFile, MediaItem, Preparation, Workflow
from models.tables.media_file import FileRole
from models.tables.media_item import RECORDINGS
from models.tables.workflow import Event, WorkflowState

TROUBLE = translatable("This recording could not be prepared.")


class MediaState(StrEnum):
    """The words of contract 7.6."""

    READY = "ready"
    PREPARING = "preparing"
    FAILED = "failed"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True)
class Preparing:
    """`progress` is in percent, and None if nothing is being made. `trouble` is an English sentence to be translated.
    `usable_seconds` is known only of a file that was cut off."""

    state: MediaState
    progress: int | None = None
    trouble: str | None = None
    usable_seconds: float | None = None
    # The last try failed, and nothing goes on by itself. A WebM that some browsers play is `ready` all the same.
    has_failed: bool = False
    # The file to play: the one that every browser plays, as soon as it is there.
    file_id: int | None = None


@dataclass(frozen=True)
class Source:
    """What an uploaded file is: its container and its codecs in FFmpeg's words, and whether it has to be encoded."""

    container: str
    codecs: tuple[str, ...]
    is_encoded: bool


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
    workflow = Workflow.for_event(Event.RECORDING_ADDED, media_id=media_id, epoch=0, now=now)
    db.add(workflow)
    db.flush()
    preparation = Preparation(
        media_id=media_id, workflow_id=workflow.id, source_name=source_name, usable_seconds=usable_seconds
    )
    if source is not None:
        preparation.container, preparation.codecs = source.container, " ".join(source.codecs)
        preparation.is_encoded = source.is_encoded
    db.add(preparation)


def preparing_of(db: Session, media_id: int) -> Preparing:
    """Raises KeyError if there is no such item."""
    return preparing_of_all(db, [media_id])[media_id]


def preparing_of_all(db: Session, media_ids: Iterable[int]) -> dict[int, Preparing]:
    # MP4 comes before WebM.
    playable = select(MediaFile.id).where(MediaFile.media_id == MediaItem.id, MediaFile.role == FileRole.PLAYABLE)
    best = playable.order_by(MediaFile.content_type).limit(1).correlate(MediaItem).scalar_subquery()
    rows = db.execute(
        select(
            MediaItem.id,
            MediaItem.kind.in_(RECORDINGS),
            best,
            MediaItem.missing_since,
            Workflow.state,
            Preparation.progress,
            Preparation.trouble,
            Preparation.usable_seconds,
        )
        .outerjoin(Preparation, Preparation.media_id == MediaItem.id)
        .outerjoin(Workflow, Workflow.id == Preparation.workflow_id)
        .where(MediaItem.id.in_(list(media_ids)))
    )
    return {row[0]: _preparing(*row[1:]) for row in rows}


def _preparing(
    is_recording: bool,
    file_id: int | None,
    missing_since: datetime | None,
    workflow_state: str | None,
    progress: int | None,
    trouble: str | None,
    usable_seconds: float | None,
) -> Preparing:
    is_open = workflow_state == WorkflowState.OPEN
    if missing_since is not None:
        state = MediaState.UNAVAILABLE
    elif file_id is not None or not is_recording:
        state = MediaState.READY
    else:
        state = MediaState.PREPARING if is_open else MediaState.FAILED
    has_failed = workflow_state == WorkflowState.FAILED
    if has_failed and trouble is None:
        # Its workers died, so none could say why.
        trouble = TROUBLE
    return Preparing(state, progress if is_open else None, trouble, usable_seconds, has_failed, file_id)


def note_trouble(db: Session, media_id: int, trouble: str | None) -> None:
    db.execute(update(Preparation).where(Preparation.media_id == media_id).values(trouble=trouble))


def publish(db: Session, media_id: int, source_name: str, file: StoredFile, made: Made, *, now: datetime) -> bool:
    """Add the file that was made, in one statement, if the item is not deleted and is still that recording. Returns
    whether it was added. Otherwise the caller discards the file."""
    same = select(MediaItem.id).join(Preparation, Preparation.media_id == MediaItem.id)
    same = same.where(MediaItem.id == media_id, MediaItem.deleted_at.is_(None), Preparation.source_name == source_name)
    there = select(MediaFile.id).where(
        MediaFile.media_id == media_id,
        MediaFile.role == FileRole.PLAYABLE,
        MediaFile.content_type == made.content_type,
    )
    values = {
        MediaFile.media_id: media_id,
        MediaFile.role: FileRole.PLAYABLE.value,
        MediaFile.language: "",
        MediaFile.stored_name: file.name,
        MediaFile.content_type: made.content_type,
        MediaFile.size: file.size,
        MediaFile.duration_seconds: made.duration,
        MediaFile.width: made.width,
        MediaFile.height: made.height,
        MediaFile.created_at: now,
    }
    row = select(*(literal(value, column.type) for column, value in values.items()))
    row = row.where(same.exists(), ~there.exists())
    added = db.execute(insert(MediaFile).from_select([column.key for column in values], row).returning(MediaFile.id))
    return added.scalar() is not None
