"""Uploading a recording. The file is written to the disk of the media folder as it arrives, checked, and added."""

import logging
from pathlib import Path

from flask import Blueprint, g, make_response, render_template, request
from flask_babel import gettext as _
from flask_login import login_required
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from models.config.settings import settings
from models.errors import Forbidden, GuestlinkError, Invalid, MediaAway, NoSpace, TooManyFiles
from models.files import storage
from models.media import adding_recordings, permitting
from models.plumbing import clock, database
from models.recordings import inspecting
from models.tables import MediaItem
from web.account.login import signed_in_user
from web.observing.request_log import note_refusal
from web.owner.adding.forms import UploadForm
from web.owner.adding.new_items import noted, person_who_adds, redirect_to_item, redirect_to_new_item
from web.owner.adding.replacing import item_to_replace, replace_file, tell_replaced
from web.owner.items.upload_limit import limit_uploads
from web.pages.errors import status_of
from web.pages.localizing import translated
from web.pages.sizes import readable_size
from web.requests import parsing
from web.requests.chosen_files import chosen_file, limit_body
from web.requests.redirecting import is_sent_by_script

log = logging.getLogger(__name__)

blueprint = Blueprint("owner_uploads", __name__, template_folder="../templates")

# What a body may have besides the file: the other fields, and the lines between the parts.
OTHER_BYTES = 64 * 1024


@blueprint.teardown_app_request
def _remove_temporary_files(_error: BaseException | None) -> None:
    """Werkzeug does not close the files of an upload that was refused or that broke off."""
    for stream in request.environ.get(parsing.UPLOADS, ()):
        stream.close()


@blueprint.route(parsing.UPLOAD_PATH, methods=["GET", "POST"])
@login_required
@limit_uploads
def upload() -> Response:
    user = person_who_adds(Forbidden("You are not allowed to upload."))
    # With `?replaces=` and its id, the file of this item is replaced.
    g.replaced = item_to_replace(request.args.get("replaces", ""), user)
    if request.method != "POST":
        return _page(UploadForm(), 200)
    try:
        _check_announced(request.content_length or 0)
        form = UploadForm()
        form.validate()
        if g.replaced is not None:
            # It keeps its title.
            form.title.errors = ()
    except (NoSpace, MediaAway) as refusal:
        return _refuse_unread(503, _said_of(refusal))
    except RequestEntityTooLarge:
        return _refuse_unread(413, _too_large())
    if failed := parsing.refusal_of_disk(request):
        return _page(form, 503, file_error=_said_of(failed))
    return _accept_file(form)


def _check_announced(body_bytes: int) -> None:
    """Before the body is read: whether it may be so large, and then whether there is space for it. Raises
    RequestEntityTooLarge, NoSpace and MediaAway."""
    most = settings().upload_bytes + OTHER_BYTES
    limit_body(most)
    if body_bytes > most:
        raise RequestEntityTooLarge
    parsing.expect_file(request, body_bytes)


def _too_large() -> str:
    return str(_("Files must be %(size)s or smaller.", size=readable_size(settings().upload_bytes)))


def _refuse_unread(status: int, sentence: str) -> Response:
    """Without reading the file. The other fields stand before it in the body, so they can be shown again, unless the
    client waits for the word to send it."""
    waits = request.headers.get("Expect", "").lower() == "100-continue"
    typed = None if waits else parsing.read_fields_before_file(request)
    return _page(UploadForm(typed), status, file_error=sentence)


def _accept_file(form: UploadForm) -> Response:
    file = chosen_file("file")
    if file is None:
        return _page(form, 422, file_error=_("Choose a video or audio file"))
    try:
        path = Path(file.stream.name)
        file.stream.flush()
        if path.stat().st_size > settings().upload_bytes:
            return _page(form, 413, file_error=_too_large())
        inspected = inspecting.inspect(path)
    except (Invalid, TooManyFiles) as refusal:
        return _page(form, status_of(refusal), file_error=translated(refusal))
    if form.errors:
        # Our script puts the chosen file into the form that comes back. Without script it must be chosen again.
        return _page(form, 422, file_error=None if is_sent_by_script() else _("Choose the file again"))
    try:
        with adding_recordings.keep_recording(path, inspected, keep=storage.keep_uploaded) as recording:
            media, gone = _put(recording, form.title.cleaned)
    except (NoSpace, MediaAway) as refusal:
        return _page(form, 503, file_error=_said_of(refusal))
    # Only now: an error in that block takes the new files away, whose rows are committed.
    storage.discard(*gone)
    if g.replaced is None:
        return redirect_to_new_item(media)
    tell_replaced(recording)
    return redirect_to_item(media)


def _put(recording: adding_recordings.StoredRecording, title: str) -> tuple[MediaItem, list[str]]:
    """Returns the item, and the stored names of the files that it has replaced."""
    user_id = signed_in_user().id
    with database.writing() as db:
        if g.replaced is not None:
            return g.replaced, replace_file(db, g.replaced.id, user_id, recording)
        media = adding_recordings.add_recording(db, recording, owner_id=user_id, title=title, now=clock.utcnow())
        return noted(db, media), []


def _said_of(refusal: GuestlinkError) -> str:
    """Log why the file cannot be saved, which is for the operator. Returns the sentence for the person."""
    log.error("upload refused: it cannot be saved", extra={"why": getattr(refusal, "why", "")})
    if isinstance(refusal, NoSpace):
        note_refusal("no_room")
        return translated(refusal)
    return str(_("Recordings cannot be saved right now. Try again in a moment."))


def _page(form: UploadForm, status: int, file_error: str | None = None) -> Response:
    if file_error:
        form.file.errors = [*form.file.errors, file_error]
    largest = readable_size(settings().upload_bytes)
    with database.reading() as db:
        may_invite = permitting.may_invite(db, signed_in_user())
    page = render_template(
        "owner/upload.html",
        form=form,
        replaced=g.replaced,
        largest=largest,
        largest_bytes=settings().upload_bytes,
        may_invite=may_invite,
    )
    return make_response(page, status)
