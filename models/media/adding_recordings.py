"""Adding a recording: first its files are kept, then their rows are written. Either all of them stay or none does."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.errors import NoSpace
from models.files import storage
from models.files.storage import StoredFile
from models.media.posters import poster_row
from models.media.preparing import UNREAD, Source
from models.media.starting_to_prepare import begin_preparing
from models.plumbing.folding import fold
from models.recordings.inspected import Inspected
from models.recordings.judging import Judgement, Treatment, judge
from models.tables import MediaFile, MediaItem
from models.tables.media_file import FileRole


@dataclass(frozen=True)
class StoredRecording:
    """A recording that is kept. `poster` is None if none could be made."""

    name: str
    poster: StoredFile | None
    inspected: Inspected
    judgement: Judgement


@contextmanager
def keep_recording(
    source: Path, inspected: Inspected, *, keep: Callable[[Path, str], str]
) -> Iterator[StoredRecording]:
    """Keep the recording and its poster. Their rows are committed in the block. If the block raises, both are removed.

    `keep` puts the recording into the storage and returns its stored name. Raises NoSpace and MediaAway.
    """
    judgement = judge(inspected)
    names = [keep(source, judgement.ending)]
    try:
        poster = _keep_poster(inspected)
        if poster is not None:
            names.append(poster.name)
        yield StoredRecording(names[0], poster, inspected, judgement)
    except BaseException as error:
        storage.discard(*names, after=error)
        raise
    storage.clear_doubt(*names)


def _keep_poster(inspected: Inspected) -> StoredFile | None:
    """None if there is none, or if the disk has no space for it: the recording is accepted all the same. Raises
    MediaAway."""
    poster = inspected.poster
    try:
        return StoredFile(storage.keep_bytes(poster, "jpg"), len(poster)) if poster else None
    except NoSpace:
        return None


def item_with_file(db: Session, stored_name: str) -> int | None:
    """The id of the item that has this file."""
    return db.scalar(select(MediaFile.media_id).where(MediaFile.stored_name == stored_name))


def add_recording(db: Session, recording: StoredRecording, *, owner_id: int, title: str, now: datetime) -> MediaItem:
    """Add the item and the rows of its files, and start to prepare it if not every browser plays it as it is."""
    judgement = recording.judgement
    media = MediaItem(kind=judgement.kind, title=title, folded=fold(title), owner_id=owner_id, created_at=now)
    db.add(media)
    db.flush()
    is_sent = judgement.is_playable or judgement.is_shown
    role = FileRole.PLAYABLE if is_sent else FileRole.ORIGINAL
    db.add(recording_row(recording, role, media_id=media.id, now=now))
    if recording.poster is not None:
        db.add(poster_row(recording.poster, media_id=media.id, now=now))
    if not judgement.is_playable:
        prepare(db, media.id, recording, now=now)
    return media


def prepare(db: Session, media_id: int, recording: StoredRecording, *, now: datetime) -> None:
    """Start to make from it what every browser plays."""
    inspected, judgement = recording.inspected, recording.judgement
    usable = inspected.duration if inspected.ends_early else None
    source = _source(inspected, judgement)
    begin_preparing(db, media_id, recording.name, usable_seconds=usable, now=now, source=source)


def _source(inspected: Inspected, judgement: Judgement) -> Source:
    picture, sound = inspected.picture, inspected.sound
    codecs = [stream.codec for stream in (picture, sound) if stream is not None]
    if inspected.lost:
        codecs.insert(inspected.lost == "sound", UNREAD)
    return Source(inspected.container, tuple(codecs), Treatment.ENCODE in {judgement.picture, judgement.sound})


def recording_row(recording: StoredRecording, role: FileRole, *, media_id: int, now: datetime) -> MediaFile:
    inspected, judgement = recording.inspected, recording.judgement
    return MediaFile(
        media_id=media_id,
        role=role,
        stored_name=recording.name,
        content_type=judgement.content_type,
        size=inspected.size,
        duration_seconds=inspected.duration,
        width=inspected.picture.width if inspected.picture else None,
        height=inspected.picture.height if inspected.picture else None,
        created_at=now,
    )
