"""The collaborators of an item, on its edit page: adding and removing them (contract 4.18)."""

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import login_required
from sqlalchemy.orm import Session
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from models.media import collaborators, permitting
from models.plumbing import database
from models.plumbing.row_ids import row_id
from models.tables import MediaItem
from web.account.login import signed_in_user
from web.account.noting import note
from web.owner.items.edit_page import edit_page, owned_item
from web.owner.items.forms import CollaboratorForm
from web.pages.forms import ActionForm
from web.pages.submitting import save, submitted_action

blueprint = Blueprint("owner_collaborators", __name__, url_prefix="/media/<row_id:media_id>/collaborators")


@blueprint.post("")
@login_required
def change(media_id: int) -> Response:
    media = owned_item(media_id)
    return submitted_action({"add": _add, "remove": _remove})(media)


def _add(media: MediaItem) -> Response:
    form = CollaboratorForm()
    by = signed_in_user()

    def add(db: Session) -> bool:
        if collaborators.add_collaborator(db, media.id, form.email.cleaned, by=by):
            note(db, "collaborator_added", media_id=media.id, detail=form.email.cleaned.lower())
        return True

    if save(form, add) is None:
        return edit_page(media, 422, collaborator_form=form)
    # The same for everybody: whether somebody has an account is not told.
    flash(_("Added. If this person has an account on this site, they can edit this media now."), "collaborators")
    return redirect(_section_address(media), 303)


def _remove(media: MediaItem) -> Response:
    ActionForm().require_valid()
    collaborator_id = row_id(request.form.get("collaborator_id", ""))
    if collaborator_id is None:
        raise BadRequest
    with database.writing() as db:
        if email := collaborators.remove_collaborator(db, media.id, collaborator_id):
            note(db, "collaborator_removed", media_id=media.id, detail=email)
        is_owner = permitting.is_owner(db, media.id, signed_in_user())
    flash(_("Collaborator removed."), "collaborators")
    # People who removed themselves may no longer see the edit page.
    return redirect(_section_address(media) if is_owner else url_for("owner_my_media.page"), 303)


def _section_address(media: MediaItem) -> str:
    return url_for("owner_editing.edit", media_id=media.id, _anchor="collaborators")
