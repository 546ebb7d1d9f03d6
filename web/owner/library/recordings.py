"""What an owner can do with an uploaded recording: see how far it is, try again to prepare it, get the original."""

from flask import Blueprint, Response, flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user, login_required
from werkzeug.wrappers import Response as BaseResponse

from models.errors import NotFound
from models.media import originals, permitting
from models.media.preparing import preparing_of
from models.plumbing import clock, database
from models.workflows import overseeing
from web.account.login import signed_in_user
from web.account.noting import note
from web.media import item_sign, recording_words
from web.media.sending import send_file
from web.pages.attachments import attachment
from web.pages.forms import ActionForm

blueprint = Blueprint("owner_recordings", __name__, url_prefix="/media/<row_id:media_id>")


@blueprint.get("/state")
def state(media_id: int) -> dict[str, object]:
    """For the scripts of an owner's open pages (contract 8.55)."""
    # Instead of `login_required`: a script needs an error here, and not the sign-in page (contract 2.5).
    if not current_user.is_authenticated:
        raise NotFound
    with database.reading() as db:
        permitting.owned_media(db, media_id, signed_in_user())
        preparing = preparing_of(db, media_id)
    return item_sign.prepared(preparing) | {"reason": recording_words.reason(preparing)}


@blueprint.post("/prepare-again")
@login_required
def prepare_again(media_id: int) -> BaseResponse:
    with database.reading() as db:
        media = permitting.owned_media(db, media_id, signed_in_user())
    ActionForm().require_valid()
    with database.writing() as db:
        is_open_again = overseeing.prepare_again(db, media_id, now=clock.utcnow())
        if is_open_again:
            note(db, "workflow_retried", media_id=media_id, detail=media.title)
    flash(_("Trying again now.") if is_open_again else _("This has not failed, so there is nothing to try again."))
    return redirect(url_for("owner_media_page.page", media_id=media_id), 303)


@blueprint.get("/original")
@login_required
def original(media_id: int) -> Response:
    """The file as it was uploaded, to be kept (contract 8.56)."""
    with database.reading() as db:
        media = permitting.owned_media(db, media_id, signed_in_user())
        file = originals.file_of_original(db, media_id)
    response = send_file(file)
    ending = file.stored_name.rpartition(".")[2]
    response.headers["Content-Disposition"] = attachment(media.title, f".{ending}", otherwise="recording")
    return response
