"""Editing an item: its title, description, tags and visibility."""

from functools import partial

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import login_required
from werkzeug.wrappers import Response

from models.errors import ChangedMeanwhile
from models.media import editing, tags
from models.plumbing import database
from web.account.noting import note
from web.owner.items import handing_over
from web.owner.items.edit_page import edit_page, owned_item
from web.owner.items.forms import EditForm, NewOwnerForm
from web.pages.localizing import translated

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
    form = EditForm()
    with database.reading() as db:
        form.keep_unchanged(media.title, media.description, tags.tags_of(db, media_id))
    if not form.validate():
        return edit_page(media, 422, form=form)
    changes = editing.MediaChanges(
        form.title.cleaned, form.description.cleaned, form.tags.cleaned, form.visibility.data or ""
    )
    try:
        with database.writing() as db:
            edited = editing.edit_media(db, media_id, changes, edition=form.edition.data or "")
            if edited.told:
                note(db, "media_edited", media_id=media_id, detail=edited.told)
            if edited.sets_visibility:
                note(db, "visibility_set", media_id=media_id, detail=changes.visibility)
    except ChangedMeanwhile as refusal:
        form.form_errors.append(translated(refusal))
        # `edit_page` then puts in the edition that is stored, so saving once more replaces that (contract 4.15).
        form.edition.data = None
        return edit_page(media, 409, form=form)
    flash(_("Saved"))
    return redirect(url_for(".edit", media_id=media_id), 303)


@blueprint.post("/hand-over")
@login_required
def hand_over(media_id: int) -> Response:
    return handing_over.hand_over(owned_item(media_id))
