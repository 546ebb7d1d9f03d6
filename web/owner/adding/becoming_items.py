"""An upload that has come whole becomes an item, once (contract 8.48)."""

import logging
from pathlib import Path

from sqlalchemy.orm import Session

from models.errors import GuestlinkError, Invalid, NotFound
from models.files import storage, unfinished
from models.files.upload_notes import Upload
from models.media import adding_recordings
from models.media.adding_recordings import StoredRecording
from models.plumbing import clock, database
from models.recordings import inspecting
from models.site import audit
from web.owner.adding import piecewise_headers as headers
from web.owner.adding.replacing import replace_file, tell_replaced

log = logging.getLogger(__name__)


class AlreadyAdded(Exception):
    """An earlier try was ended after its commit, and before it could say so."""

    def __init__(self, media_id: int) -> None:
        super().__init__()
        self.media_id = media_id


def become_item(upload: Upload) -> int:
    """Returns the id of the item. The caller holds the upload's file open, so nobody else is here with it.

    Raises Invalid, after which nothing is left of the upload; NotFound if it was cancelled; TooManyFiles, NoSpace and
    MediaAway, after which it can be tried again.
    """
    try:
        media_id = _add(upload)
    except AlreadyAdded as added:
        media_id = added.media_id
    except Invalid:
        unfinished.cancel(upload)
        raise
    except GuestlinkError:
        # A file that somebody has just removed looks like a disk that fails.
        if not upload.note.exists():
            raise NotFound(unfinished.GONE) from None
        raise
    try:
        unfinished.note_item(upload, media_id)
    except GuestlinkError as error:
        # The item is there. The next request for this upload finds it by its file.
        log.warning("the end of an upload could not be noted", extra={"why": getattr(error, "why", "")})
    return media_id


def _add(upload: Upload) -> int:
    """Raises AlreadyAdded."""

    def keep(file: Path, ending: str) -> str:
        name = upload.stored_name(ending)
        with database.reading() as db:
            media_id = adding_recordings.item_with_file(db, name)
        if media_id is not None:
            raise AlreadyAdded(media_id)
        return storage.keep_uploaded_as(file, name)

    try:
        inspected = inspecting.inspect(upload.path)
    except OSError:
        raise NotFound(unfinished.GONE) from None
    with (
        adding_recordings.keep_recording(upload.path, inspected, keep=keep) as recording,
        unfinished.becoming_an_item(upload),
        database.writing() as db,
    ):
        media_id, gone = _put(db, upload, recording)
    storage.discard(*gone)
    if headers.replaces(upload.metadata):
        tell_replaced(recording)
    return media_id


def _put(db: Session, upload: Upload, recording: StoredRecording) -> tuple[int, list[str]]:
    """Returns the id of the item, and the stored names of the files that it has replaced."""
    replaced = headers.replaces(upload.metadata)
    if replaced:
        return int(replaced), replace_file(db, int(replaced), upload.owner_id, recording)
    owner_id, now = upload.owner_id, clock.utcnow()
    media = adding_recordings.add_recording(db, recording, owner_id=owner_id, title=upload.title, now=now)
    audit.note(db, "media_added", user_id=owner_id, media_id=media.id, detail=media.title, now=now)
    return media.id, []
