"""Adding and removing collaborators, from the edit page."""

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import login_required
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response as BaseResponse

from models.errors import Invalid
from models.media import collaborators, permitting
from models.plumbing import database
from models.plumbing.row_ids import row_id
from models.tables import MediaItem
from web.account.login import signed_in_user
from web.owner.items.edit_page import edit_page
from web.owner.items.forms import CollaboratorForm
from web.pages.forms import ActionForm
from web.pages.localizing import words

blueprint = Blueprint("owner_collaborating", __name__, url_prefix="/media/<row_id:media_id>/collaborators")


@blueprint.post("")
@login_required
def change(media_id: int) -> BaseResponse:
    with database.reading() as db:
        media = permitting.owned_media(db, media_id, signed_in_user())
    match request.form.get("do"):
        case "add":
            return _add(media)
        case "remove":
            return _remove(media)
    raise BadRequest


def _add(media: MediaItem) -> BaseResponse:
    form = CollaboratorForm()
    if not form.validate():
        return edit_page(media, 422, collaborator=form)
    try:
        with database.writing() as db:
            added = collaborators.add_collaborator(db, media.id, form.email.cleaned)
    except Invalid as refusal:
        form.email.errors = [words(refusal)]
        return edit_page(media, 422, collaborator=form)
    flash(_("%(name)s may edit this media now.", name=added.name))
    return redirect(url_for("owner_editing.edit", media_id=media.id, _anchor="collaborators"), 303)


def _remove(media: MediaItem) -> BaseResponse:
    ActionForm().must_hold()
    user_id = row_id(request.form.get("user_id", ""))
    if user_id is None:
        raise BadRequest
    with database.writing() as db:
        collaborators.remove_collaborator(db, media.id, user_id)
    with database.reading() as db:
        still = permitting.is_owner(db, media.id, signed_in_user())
    flash(_("Removed from the collaborators."))
    # Who has just removed themselves may see the page no more.
    address = url_for("owner_editing.edit", media_id=media.id, _anchor="collaborators")
    return redirect(address if still else url_for("owner.my_media"), 303)
