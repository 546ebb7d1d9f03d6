"""Replacing the file of a recording: by the form and the uploads in pieces that add one (contract 4.54)."""

from flask import flash
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from models.errors import NotFound
from models.media import permitting, replacing
from models.media.adding_recordings import StoredRecording
from models.plumbing import clock, database
from models.plumbing.row_ids import row_id
from models.site import audit
from models.tables import MediaItem, User


def item_to_replace(text: str, user: User) -> MediaItem | None:
    """The item with this id. None if no id is given. Raises NotFound and Forbidden."""
    if not text:
        return None
    media_id = row_id(text)
    if media_id is None:
        raise NotFound
    with database.reading() as db:
        media = permitting.owned_media(db, media_id, user)
    replacing.check_replaceable(media)
    return media


def replace_file(db: Session, media_id: int, user_id: int, recording: StoredRecording) -> list[str]:
    """The right is checked again: uploading may take hours. Returns the stored names of files to be discarded after the
    commit. Raises NotFound and Forbidden."""
    now = clock.utcnow()
    media = permitting.owned_media(db, media_id, db.get_one(User, user_id))
    gone = replacing.replace_recording(db, media_id, recording, now=now)
    audit.note(db, "file_replaced", user_id=user_id, media_id=media_id, detail=media.title, now=now)
    return gone


def tell_replaced(recording: StoredRecording) -> None:
    """On the next page."""
    if recording.judgement.is_playable:
        flash(_("The file was replaced."))
    else:
        flash(_("The new file is being prepared. Until it is ready, guests watch the old one."))
