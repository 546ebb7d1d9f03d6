"""The captions of a video, on its edit page: uploading, replacing and removing them (contract 8.8)."""

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import login_required
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from models.files import storage
from models.files.storage import StoredFile
from models.media import captions
from models.plumbing import clock, database
from models.recordings import webvtt
from models.recordings.webvtt import CAPTION_LANGUAGES, Unreadable
from models.tables import MediaItem
from web.account.noting import note
from web.owner.items import caption_words
from web.owner.items.edit_page import edit_page, owned_item
from web.owner.items.forms import CaptionsForm
from web.owner.items.upload_limit import limit_uploads
from web.owner.items.uploaded_files import UPLOAD_ERRORS, replace_file
from web.pages.errors import status_of
from web.pages.localizing import translated
from web.pages.submitting import submitted_action
from web.requests import parsing
from web.requests.chosen_files import chosen_file, limit_body

blueprint = Blueprint("owner_captions", __name__, url_prefix="/media/<row_id:media_id>/captions")


@blueprint.post("")
@login_required
@limit_uploads
def change(media_id: int) -> Response:
    media = owned_item(media_id)
    limit_body(parsing.CAPTIONS_BYTES)
    return submitted_action({"put": _put, "remove": _remove})(media)


def _put(media: MediaItem) -> Response:
    form = CaptionsForm()
    is_valid = form.validate()
    upload = chosen_file("file")
    if upload is None:
        return _refused(media, form, _("Choose a captions file"))
    if not is_valid:
        return _refused(media, form, _("Choose the file again"))
    language = form.language.data or ""
    content = upload.stream.read(webvtt.MAX_CAPTIONS_BYTES + 1)
    try:
        read = webvtt.read_captions(content, language)
        replace_file(
            captions.keep_captions(read.webvtt),
            lambda db, file: _save(db, media, language, file),
        )
    except Unreadable as refusal:
        return _refused(media, form, " ".join((translated(refusal), *caption_words.not_read(refusal.report))))
    except UPLOAD_ERRORS as refusal:
        return _refused(media, form, translated(refusal), status_of(refusal))
    flash(_("Captions saved: %(language)s", language=CAPTION_LANGUAGES[language]), "captions")
    flash(caption_words.read(read.report), "captions")
    if faults := caption_words.not_read(read.report):
        flash("\n".join(faults), "captions-faults")
    return _back(media)


def _save(db: Session, media: MediaItem, language: str, file: StoredFile) -> str | None:
    replaced = captions.put_captions(db, media.id, language, file, now=clock.utcnow())
    note(db, "captions_added", media_id=media.id, detail=CAPTION_LANGUAGES[language])
    return replaced


def _refused(media: MediaItem, form: CaptionsForm, sentence: str, status: int = 422) -> Response:
    form.file.errors = [sentence]
    return edit_page(media, status, captions_form=form)


def _remove(media: MediaItem) -> Response:
    form = CaptionsForm()
    form.require_valid()
    with database.writing() as db:
        language = form.language.data or ""
        removed = captions.remove_captions(db, media.id, language)
        if removed is not None:
            note(db, "captions_removed", media_id=media.id, detail=CAPTION_LANGUAGES[language])
    storage.discard(removed)
    flash(_("Captions removed."), "captions")
    return _back(media)


def _back(media: MediaItem) -> Response:
    return redirect(url_for("owner_editing.edit", media_id=media.id, _anchor="captions"), 303)
