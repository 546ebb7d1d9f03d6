"""The captions of a video: uploaded, replaced and removed from the edit page; sent to those who may watch."""

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user, login_required
from werkzeug.exceptions import BadRequest, NotFound
from werkzeug.wrappers import Response as BaseResponse

from models.errors import BucketAway, GuestlinkError, Invalid, MediaAway, MediaFolderMissing, NoRoom
from models.files import storage
from models.media import captions as media_captions
from models.media import listing, permitting
from models.plumbing import clock, database
from models.recordings import webvtt
from models.recordings.webvtt import LANGUAGES
from models.tables import MediaItem
from models.tables.media_file import FileRole
from web.account.login import signed_in_user
from web.media.sending import send
from web.owner.items.edit_page import edit_page
from web.owner.items.forms import CaptionsForm
from web.pages.localizing import words
from web.requests import parsing

blueprint = Blueprint("owner_captions", __name__, url_prefix="/media/<row_id:media_id>/captions")

# Of what can become of an upload.
STATUSES: dict[type[GuestlinkError], int] = {
    Invalid: 422,
    MediaFolderMissing: 503,
    BucketAway: 503,
    NoRoom: 503,
}


@blueprint.post("")
@login_required
def change(media_id: int) -> BaseResponse:
    with database.reading() as db:
        media = permitting.owned_media(db, media_id, signed_in_user())
    request.max_content_length = parsing.CAPTIONS_BYTES
    request.max_form_memory_size = parsing.CAPTIONS_BYTES
    match request.form.get("do"):
        case "put":
            return _put(media)
        case "remove":
            return _remove(media)
    raise BadRequest


def _put(media: MediaItem) -> BaseResponse:
    form = CaptionsForm()
    is_valid = form.validate()
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        return _refused(media, form, _("Choose a captions file"))
    if not is_valid:
        return _refused(media, form, _("Choose the file again"))
    language = form.language.data or ""
    try:
        content = upload.stream.read(webvtt.LARGEST + 1)
        with media_captions.stored(content) as captions, database.writing() as db:
            replaced = media_captions.put_captions(db, media.id, language, captions, now=clock.utcnow())
    except (Invalid, NoRoom, MediaAway) as refusal:
        return _refused(media, form, words(refusal), STATUSES[type(refusal)])
    # Only now: a commit that failed would have left the old row without its file.
    storage.forget(replaced)
    flash(_("Captions saved: %(language)s", language=LANGUAGES[language]))
    return _back(media)


def _refused(media: MediaItem, form: CaptionsForm, sentence: str, status: int = 422) -> Response:
    form.file.errors = [sentence]
    return edit_page(media, status, captions_form=form)


def _remove(media: MediaItem) -> BaseResponse:
    form = CaptionsForm()
    form.must_hold()
    with database.writing() as db:
        removed = media_captions.remove_captions(db, media.id, form.language.data or "")
    storage.forget(removed)
    flash(_("Captions removed."))
    return _back(media)


def _back(media: MediaItem) -> BaseResponse:
    return redirect(url_for("owner_editing.edit", media_id=media.id, _anchor="captions"), 303)


@blueprint.get("/<caption_language:language>")
def captions(media_id: int, language: str) -> Response:
    """To those who may watch it on this side, as the video itself; no guest cookie is read here."""
    user = signed_in_user() if current_user.is_authenticated else None
    with database.reading() as db:
        permitting.visible_media(db, media_id, user)
        file = listing.file_of(db, media_id, FileRole.CAPTIONS, language)
    if file is None:
        raise NotFound
    return send(file)
