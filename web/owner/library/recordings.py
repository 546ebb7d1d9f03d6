"""What an owner can do with an uploaded recording: see how far it is, try again to prepare it, get the original."""

import unicodedata
from urllib.parse import quote

from flask import Blueprint, Response, flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user, login_required
from werkzeug.wrappers import Response as BaseResponse

from models.errors import NotFound
from models.media import originals, permitting
from models.media.preparing import preparing_of
from models.plumbing import clock, database
from models.tables import MediaItem
from models.workflows import overseeing
from web.account.login import signed_in_user
from web.media import item_sign, recording_words
from web.media.sending import send_file
from web.pages.forms import ActionForm

blueprint = Blueprint("owner_recordings", __name__, url_prefix="/media/<row_id:media_id>")

# No file system takes more than 255 bytes, and a letter may take 4.
MOST_LETTERS = 60
# These have a meaning in a path, on some system.
IN_PATHS = set('/\\:*?"<>|')


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
        permitting.owned_media(db, media_id, signed_in_user())
    ActionForm().require_valid()
    with database.writing() as db:
        is_open_again = overseeing.prepare_again(db, media_id, now=clock.utcnow())
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
    response.headers["Content-Disposition"] = _as_attachment(media, file.stored_name.rpartition(".")[2])
    return response


def _as_attachment(media: MediaItem, ending: str) -> str:
    """The name is the title, without what a path or a terminal might take for something else (RFC 6266)."""
    kept = (letter for letter in media.title if letter not in IN_PATHS and unicodedata.category(letter)[0] != "C")
    title = " ".join("".join(kept).split())[:MOST_LETTERS].strip(". ")
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().replace("%", "").strip(". ")
    name, plain_name = f"{title or 'recording'}.{ending}", f"{plain or 'recording'}.{ending}"
    return f"attachment; filename=\"{plain_name}\"; filename*=UTF-8''{quote(name, safe='')}"
