"""The poster of a video or live session, on its edit page: uploading, restoring and removing it (contract 8.7)."""

from contextlib import AbstractContextManager

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import login_required
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from models.files.storage import StoredFile
from models.media import posters, showing
from models.plumbing import clock, database
from models.tables import MediaItem
from models.tables.media_file import FileRole
from models.tables.media_item import Kind
from web.owner.items.edit_page import edit_page, owned_item
from web.owner.items.forms import PosterForm
from web.owner.items.upload_limit import limit_uploads
from web.owner.items.uploaded_files import UPLOAD_ERRORS, chosen_file, limit_body, replace_file
from web.pages.errors import status_of
from web.pages.forms import ActionForm
from web.pages.localizing import translated
from web.pages.submitting import submitted_action
from web.requests import parsing

blueprint = Blueprint("owner_posters", __name__, url_prefix="/media/<row_id:media_id>/poster")


@blueprint.post("")
@login_required
@limit_uploads
def change(media_id: int) -> Response:
    media = owned_item(media_id)
    limit_body(parsing.POSTER_BYTES)
    try:
        action = submitted_action({"put": _put, "restore": _restore})
    except RequestEntityTooLarge:
        return _refused(media, _(posters.TOO_LARGE), 413)
    return action(media)


def _put(media: MediaItem) -> Response:
    upload = chosen_file("picture")
    if upload is None:
        return _refused(media, _("Choose a picture"))
    if not PosterForm().validate():
        return _refused(media, _("Choose the picture again"))
    content = upload.stream.read(posters.MAX_PICTURE_BYTES + 1)
    return _replace(media, posters.keep_from_picture(content), _("Poster saved."))


def _restore(media: MediaItem) -> Response:
    """A video gets a picture from the film. Anything else has no poster afterwards."""
    ActionForm().require_valid()
    with database.reading() as db:
        video = showing.file_of(db, media.id, FileRole.PLAYABLE) if media.kind == Kind.VIDEO else None
    return _replace(media, posters.keep_from_video(video), _("The poster is now a picture from the video."))


def _replace(media: MediaItem, stored: AbstractContextManager[StoredFile | None], message: str) -> Response:
    try:
        poster = replace_file(stored, lambda db, file: posters.put_poster(db, media.id, file, now=clock.utcnow()))
    except UPLOAD_ERRORS as refusal:
        return _refused(media, translated(refusal), status_of(refusal))
    flash(message if poster else _("Poster removed."), "poster")
    return redirect(url_for("owner_editing.edit", media_id=media.id, _anchor="poster"), 303)


def _refused(media: MediaItem, sentence: str, status: int = 422) -> Response:
    form = PosterForm(formdata=None)
    form.picture.errors = [sentence]
    return edit_page(media, status, poster_form=form)
