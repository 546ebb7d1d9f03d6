"""What is being prepared of an item: whether it can be watched yet, how far it is, what failed, and what was made."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, insert, literal, or_, select, update
from sqlalchemy.orm import Session

from models.errors import translatable
from models.files.storage import StoredFile
from models.recordings.making import Made
from models.tables import MediaFile, MediaItem, Preparation, User, Workflow
from models.tables.media_file import FileRole
from models.tables.media_item import RECORDINGS
from models.tables.workflow import WorkflowState

# The reason if the workers died, so that nobody could give a better one.
TROUBLE = translatable("This recording could not be prepared.")
# The codec of a picture or sound of which nothing could be decoded.
UNREAD = "unknown"
# Of the failures that one person is told.
MOST_TOLD = 20


class MediaState(StrEnum):
    """The words of contract 7.6."""

    READY = "ready"
    PREPARING = "preparing"
    FAILED = "failed"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True)
class Preparing:
    """`progress` is in percent, and None if nothing is being made. `trouble` is an English sentence to be translated.
    `usable_seconds` is known only of a file that was cut off. `lost` is "picture" or "sound" if nothing of it could be
    decoded (contract 8.78)."""

    state: MediaState
    progress: int | None = None
    trouble: str | None = None
    usable_seconds: float | None = None
    # The last try failed, and nothing goes on by itself. A WebM that some browsers play is `ready` all the same.
    has_failed: bool = False
    # The file to play: the one that every browser plays, as soon as it is there.
    file_id: int | None = None
    lost: str = ""


@dataclass(frozen=True)
class Source:
    """What an uploaded file is: its container and its codecs in FFmpeg's words, or UNREAD, and whether it has to be
    encoded."""

    container: str
    codecs: tuple[str, ...]
    is_encoded: bool


def preparing_of(db: Session, media_id: int) -> Preparing:
    """Raises KeyError if there is no such item."""
    return preparing_of_all(db, [media_id])[media_id]


def preparing_of_all(db: Session, media_ids: Iterable[int]) -> dict[int, Preparing]:
    rows = db.execute(
        select(MediaItem.id, *preparing_columns())
        .outerjoin(Preparation, Preparation.media_id == MediaItem.id)
        .outerjoin(Workflow, Workflow.id == Preparation.workflow_id)
        .where(MediaItem.id.in_(list(media_ids)))
    )
    return {row[0]: preparing_from(*row[1:]) for row in rows}


def preparing_columns() -> tuple[Any, ...]:
    """What `preparing_from` takes. For a query on items that also joins their Preparation and its Workflow."""
    is_recording = or_(*(MediaItem.kind == kind.value for kind in RECORDINGS))
    best = MediaFile.media_id == MediaItem.id, MediaFile.wanted(FileRole.PLAYABLE, "", None)
    file_id = select(MediaFile.id).where(*best).correlate(MediaItem).scalar_subquery()
    prepared = Preparation.progress, Preparation.trouble, Preparation.usable_seconds, Preparation.codecs
    return is_recording, file_id, MediaItem.missing_since, Workflow.state, *prepared


def preparing_from(
    is_recording: bool,
    file_id: int | None,
    missing_since: datetime | None,
    workflow_state: str | None,
    progress: int | None,
    trouble: str | None,
    usable_seconds: float | None,
    codecs: str | None,
) -> Preparing:
    is_open = workflow_state == WorkflowState.OPEN
    if missing_since is not None:
        state = MediaState.UNAVAILABLE
    elif file_id is not None or not is_recording:
        state = MediaState.READY
    else:
        state = MediaState.PREPARING if is_open else MediaState.FAILED
    has_failed = workflow_state == WorkflowState.FAILED
    if has_failed:
        trouble = trouble or TROUBLE
    return Preparing(state, progress if is_open else None, trouble, usable_seconds, has_failed, file_id, _lost(codecs))


def _lost(codecs: str | None) -> str:
    """The picture comes first."""
    words = (codecs or "").split()
    return "picture" if words[:1] == [UNREAD] else "sound" if words[1:] == [UNREAD] else ""


@dataclass(frozen=True)
class FailedPreparation:
    media_id: int
    title: str
    # An English sentence to be translated.
    trouble: str
    # It was to replace the file of the recording, which stays as it was (contract 4.54).
    is_replacement: bool


def failures_of(db: Session, user: User) -> list[FailedPreparation]:
    """For the notices on *My media*: the newest ones of this person's items that they have not dismissed. One that
    succeeds later is gone (contract 8.57)."""
    waits = select(MediaFile.id).where(MediaFile.media_id == Preparation.media_id, MediaFile.role == FileRole.NEXT)
    rows = db.execute(
        select(Preparation.media_id, MediaItem.title, Preparation.trouble, waits.exists())
        .join(MediaItem, MediaItem.id == Preparation.media_id)
        .join(Workflow, Workflow.id == Preparation.workflow_id)
        .where(_is_told_to(user), MediaItem.deleted_at.is_(None), Workflow.state == WorkflowState.FAILED)
        .order_by(Preparation.media_id.desc())
        .limit(MOST_TOLD)
    )
    return [FailedPreparation(media_id, title, trouble or TROUBLE, waits) for media_id, title, trouble, waits in rows]


def mark_failures_seen(db: Session, user: User, media_ids: Sequence[int], *, now: datetime) -> None:
    """`media_ids` are those that the page has shown. What other people are told stays as it is."""
    mine = select(Preparation.media_id).join(MediaItem, MediaItem.id == Preparation.media_id).where(_is_told_to(user))
    shown = Preparation.media_id.in_(media_ids), Preparation.media_id.in_(mine)
    db.execute(update(Preparation).where(*shown).values(failure_seen_at=now))


def _is_told_to(user: User) -> ColumnElement[bool]:
    return (MediaItem.owner_id == user.id) & Preparation.failure_seen_at.is_(None)


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
