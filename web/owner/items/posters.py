"""The poster of a video or live session: uploaded, put back and removed from the edit page. It is sent with the other
media bytes."""

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import login_required
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge
from werkzeug.wrappers import Response as BaseResponse

from models.errors import Invalid, MediaAway, NoRoom
from models.files import storage
from models.media import listing, permitting, posters
from models.plumbing import clock, database
from models.tables import MediaItem
from models.tables.media_file import FileRole
from web.account.login import signed_in_user
from web.owner.items import uploads_at_once
from web.owner.items.captions import STATUSES
from web.owner.items.edit_page import edit_page
from web.owner.items.forms import PosterForm
from web.pages.forms import ActionForm
from web.pages.localizing import words
from web.requests import parsing

blueprint = Blueprint("owner_posters", __name__, url_prefix="/media/<row_id:media_id>/poster")


@blueprint.post("")
@login_required
@uploads_at_once.bounded
def change(media_id: int) -> BaseResponse:
    with database.reading() as db:
        media = permitting.owned_media(db, media_id, signed_in_user())
    request.max_content_length = parsing.POSTER_BYTES
    request.max_form_memory_size = parsing.POSTER_BYTES
    try:
        do = request.form.get("do")
    except RequestEntityTooLarge:
        return _refused(media, _(posters.TOO_LARGE), 413)
    match do:
        case "put":
            return _put(media)
        case "restore":
            return _restore(media)
    raise BadRequest


def _put(media: MediaItem) -> BaseResponse:
    upload = request.files.get("picture")
    if upload is None or not upload.filename:
        return _refused(media, _("Choose a picture"))
    if not PosterForm().validate():
        return _refused(media, _("Choose the picture again"))
    try:
        content = upload.stream.read(posters.LARGEST + 1)
        with posters.stored(content) as poster, database.writing() as db:
            replaced = posters.put_poster(db, media.id, poster, now=clock.utcnow())
    except (Invalid, NoRoom, MediaAway) as refusal:
        return _refused(media, words(refusal), STATUSES[type(refusal)])
    # Only now: a commit that failed would have left the old row without its file.
    storage.forget(replaced)
    flash(_("Poster saved."))
    return _back(media)


def _refused(media: MediaItem, sentence: str, status: int = 422) -> Response:
    form = PosterForm(formdata=None)
    form.picture.errors = [sentence]
    return edit_page(media, status, poster_form=form)


def _restore(media: MediaItem) -> BaseResponse:
    """To the one made from the video; where there is no video, there is none."""
    ActionForm().must_hold()
    with database.reading() as db:
        video = listing.file_of(db, media.id, FileRole.VIDEO)
    try:
        with posters.made_from(video) as poster, database.writing() as db:
            replaced = posters.put_poster(db, media.id, poster, now=clock.utcnow())
    except (NoRoom, MediaAway) as refusal:
        return _refused(media, words(refusal), STATUSES[type(refusal)])
    storage.forget(replaced)
    flash(_("The poster is a picture from the video.") if poster else _("Poster removed."))
    return _back(media)


def _back(media: MediaItem) -> BaseResponse:
    return redirect(url_for("owner_editing.edit", media_id=media.id, _anchor="poster"), 303)
