"""Uploading a video: streamed to the media folder's disk in constant memory, judged by content, then added."""

import logging
from pathlib import Path

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _
from flask_login import login_required
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as BaseResponse

from models.config.settings import settings
from models.errors import BucketAway, Forbidden, Invalid, MediaAway, NoRoom
from models.files import storage
from models.media import permitting, videos
from models.plumbing import clock, database
from web.account.login import signed_in_user
from web.observing.requests import refused_because
from web.owner.adding import added
from web.owner.adding.forms import UploadForm
from web.owner.items import uploads_at_once
from web.pages.errors import RETRY_AFTER
from web.pages.localizing import words
from web.requests import parsing

log = logging.getLogger(__name__)

blueprint = Blueprint("owner_uploading", __name__, template_folder="../templates")

# For the other fields and the boundaries around the file.
FORM_SPARE = 64 * 1024
# Werkzeug holds a read's worth of the file beside the fields: its limit must be above one read.
FIELDS_MEMORY = 1024 * 1024


@blueprint.teardown_app_request
def _remove_temporary_files(_error: BaseException | None) -> None:
    """Also those of an upload that was refused or cut off half-way, which Werkzeug forgets."""
    for stream in request.environ.get(parsing.STREAMS, ()):
        stream.close()


@blueprint.route(parsing.UPLOAD_PATH, methods=["GET", "POST"])
@login_required
@uploads_at_once.bounded
def upload() -> BaseResponse:
    if not permitting.may_upload(signed_in_user()):
        raise Forbidden("You are not permitted to upload.")
    if request.method != "POST":
        return _page(UploadForm(), 200)
    request.max_content_length = settings().upload_bytes + FORM_SPARE
    request.max_form_memory_size = FIELDS_MEMORY
    try:
        storage.check_room(request.content_length or 0)
        form = UploadForm()
        form.validate()
    except NoRoom as refusal:
        refused_because("no_room")
        return _refused(503, words(refusal))
    except MediaAway as refusal:
        return _refused(503, _away(refusal))
    except RequestEntityTooLarge:
        largest = _size(settings().upload_bytes)
        return _refused(413, _("Files must be %(size)s or smaller.", size=largest))
    if parsing.ran_full(request):
        refused_because("no_room")
        return _page(form, 503, file_error=words(NoRoom()))
    return _import(form)


def _refused(status: int, words: str) -> Response:
    """Refused unread; what was typed stands before the file, and comes back."""
    return _page(UploadForm(parsing.fields_before_file(request)), status, file_error=words)


def _import(form: UploadForm) -> BaseResponse:
    from models.recordings import probing

    upload = request.files.get("file")
    if upload is None or not upload.filename:
        return _page(form, 422, file_error=_("Choose a video file"))
    try:
        path = Path(upload.stream.name)
        upload.stream.flush()
        probed = probing.probe(path)
    except Invalid as refusal:
        return _page(form, 422, file_error=words(refusal))
    if form.errors:
        return _page(form, 422, file_error=_("Choose the file again"))
    owner_id, title = signed_in_user().id, form.title.cleaned
    try:
        with videos.stored(path, probed, keep=storage.keep_uploaded) as video, database.writing() as db:
            media = videos.add_video(db, video, owner_id=owner_id, title=title, now=clock.utcnow())
    except MediaAway as refusal:
        return _page(form, 503, file_error=_away(refusal))
    return added.to_its_page(media)


def _away(refusal: MediaAway) -> str:
    why = refusal.why if isinstance(refusal, BucketAway) else "the folder is missing"
    log.error("the media are out of reach: an upload was refused", extra={"why": why})
    return str(_("Videos cannot be stored just now. Try again in a moment."))


def _page(form: UploadForm, status: int, file_error: str | None = None) -> Response:
    if file_error:
        form.file.errors = [*form.file.errors, file_error]
    largest = _size(settings().upload_bytes)
    response = make_response(render_template("owner/upload.html", form=form, largest=largest), status)
    if status == 503:
        response.headers["Retry-After"] = RETRY_AFTER
    return response


def _size(size: int) -> str:
    for unit in ("bytes", "KB", "MB", "GB"):
        if size < 1024 or unit == "GB":
            break
        size //= 1024
    return f"{size} {unit}"
