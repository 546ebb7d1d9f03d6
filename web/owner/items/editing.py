"""Editing an item: its title, description, tags and visibility."""

from functools import partial
from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import login_required
from werkzeug.wrappers import Response

from models.errors import ChangedMeanwhile
from models.media import editing
from models.plumbing import database
from models.tables import MediaItem
from web.account.noting import note
from web.owner.items import handing_over
from web.owner.items.edit_page import edit_page, owned_item
from web.owner.items.forms import EditForm, NewOwnerForm

blueprint = Blueprint(
    "owner_editing", __name__, url_prefix="/media/<row_id:media_id>/edit", template_folder="../templates"
)


@blueprint.app_context_processor
def _forms() -> dict[str, object]:
    # Each form of the edit page shows the whole page again when it is refused.
    return {"new_owner_form": partial(NewOwnerForm, formdata=None)}


@blueprint.get("")
@login_required
def edit(media_id: int) -> Response:
    return edit_page(owned_item(media_id))


@blueprint.post("")
@login_required
def change(media_id: int) -> Response:
    media = owned_item(media_id)
    form = EditForm.sent(_stored(media))
    if not form.validate():
        return edit_page(media, 422, form=form)
    shown, wanted = editing.MediaFields(**form.shown), editing.MediaFields(**form.wanted())
    try:
        with database.writing() as db:
            edited = editing.edit_media(db, media_id, shown=shown, wanted=wanted)
            if edited.told:
                note(db, "media_edited", media_id=media_id, detail=edited.told)
            if edited.sets_visibility:
                note(db, "visibility_set", media_id=media_id, detail=wanted.visibility)
    except ChangedMeanwhile as refusal:
        media = owned_item(media_id)
        return edit_page(media, 409, form=form.changed_meanwhile(refusal, _stored(media)))
    flash(_("Saved"))
    return redirect(url_for(".edit", media_id=media_id), 303)


def _stored(media: MediaItem) -> dict[str, Any]:
    with database.reading() as db:
        return vars(editing.fields_of(db, media))


@blueprint.post("/hand-over")
@login_required
def hand_over(media_id: int) -> Response:
    return handing_over.hand_over(owned_item(media_id))
