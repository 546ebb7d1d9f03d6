"""The poster of a recording or live session, on its edit page: uploading, choosing, removing (contract 8.7, 8.64)."""

from contextlib import nullcontext

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import login_required
from sqlalchemy.orm import Session
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from models.errors import Forbidden, Invalid, translatable
from models.files.storage import StoredFile
from models.media import posters, showing
from models.media.shown_media import shown_media
from models.plumbing import clock, database
from models.tables import MediaItem
from models.tables.media_file import FileRole, FileToSend
from models.tables.media_item import Kind
from web.account.noting import note
from web.owner.items.edit_page import edit_page, owned_item
from web.owner.items.forms import FrameForm, PosterForm
from web.owner.items.upload_limit import limit_uploads
from web.owner.items.uploaded_files import UPLOAD_ERRORS, replace_file
from web.pages.display import clock_time
from web.pages.errors import status_of
from web.pages.forms import ActionForm
from web.pages.localizing import translated
from web.pages.submitting import submitted_action
from web.requests import parsing
from web.requests.chosen_files import chosen_file, limit_body

blueprint = Blueprint("owner_posters", __name__, url_prefix="/media/<row_id:media_id>/poster")
NO_FILM = translatable("Only a video has pictures that can be its poster.")
TOO_LATE = translatable("This video ends at %(time)s. Choose an earlier time.")


@blueprint.post("")
@login_required
@limit_uploads
def change(media_id: int) -> Response:
    media = owned_item(media_id)
    limit_body(parsing.POSTER_BYTES)
    try:
        action = submitted_action({"put": _put, "frame": _frame, "remove": _remove})
    except RequestEntityTooLarge:
        return _refused(media, _(posters.TOO_LARGE), 413)
    return action(media)


def _put(media: MediaItem) -> Response:
    upload = chosen_file("picture")
    if upload is None:
        return _refused(media, _("Choose a picture"))
    form = PosterForm()
    if not form.validate():
        return _refused(media, _("Choose the picture again"), form=form)
    content = upload.stream.read(posters.MAX_PICTURE_BYTES + 1)
    try:
        replace_file(
            posters.keep_from_picture(content),
            lambda db, file: _save(db, media, file),
        )
    except UPLOAD_ERRORS as refusal:
        return _refused(media, translated(refusal), status_of(refusal))
    flash(_("Poster saved."), "poster")
    return _back(media)


def _save(db: Session, media: MediaItem, poster: StoredFile | None) -> str | None:
    replaced = posters.put_poster(db, media.id, poster, now=clock.utcnow())
    if poster is not None:
        note(db, "poster_set", media_id=media.id, detail=media.title)
    elif replaced is not None:
        note(db, "poster_removed", media_id=media.id, detail=media.title)
    return replaced


def _remove(media: MediaItem) -> Response:
    ActionForm().require_valid()
    replace_file(nullcontext(), lambda db, _none: _save(db, media, None))
    flash(_("Poster removed."), "poster")
    return _back(media)


def _frame(media: MediaItem) -> Response:
    """The picture that the video shows at the time that was sent (contract 8.64)."""
    film, form = _film_of(media), FrameForm()
    if film is None:
        raise Forbidden(NO_FILM)
    if not form.validate():
        return edit_page(media, 422, frame_form=form)
    try:
        _check_within(media, form.at.cleaned)
        _poster, time = replace_file(
            posters.keep_from_moment(film, form.at.cleaned),
            lambda db, kept: _save(db, media, kept[0]),
        )
    except UPLOAD_ERRORS as refusal:
        form.at.errors = [translated(refusal)]
        return edit_page(media, status_of(refusal), frame_form=form)
    flash(_("The poster is now the picture at %(time)s.", time=clock_time(int(time))), "poster")
    return _back(media)


def _film_of(media: MediaItem) -> FileToSend | None:
    """What guests see of a video, or its original while there is nothing else."""
    if media.kind != Kind.VIDEO:
        return None
    with database.reading() as db:
        return showing.file_of(db, media.id, FileRole.PLAYABLE) or showing.file_of(db, media.id, FileRole.ORIGINAL)


def _check_within(media: MediaItem, seconds: float) -> None:
    """The last second of a video lasts until the next whole one, as players show it. Raises Invalid."""
    with database.reading() as db:
        duration = shown_media(db, media.id, now=clock.utcnow()).duration
    if duration is not None and seconds >= duration + 1:
        raise Invalid("at", TOO_LATE, time=clock_time(int(duration)))


def _back(media: MediaItem) -> Response:
    return redirect(url_for("owner_editing.edit", media_id=media.id, _anchor="poster"), 303)


def _refused(media: MediaItem, sentence: str, status: int = 422, form: PosterForm | None = None) -> Response:
    form = form or PosterForm(formdata=None)
    form.picture.errors = [sentence]
    return edit_page(media, status, poster_form=form)
