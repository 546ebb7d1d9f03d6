"""The edit page of an item: what it is called and says, its tags, who may watch it."""

from flask import Blueprint, Response, flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import login_required
from werkzeug.wrappers import Response as BaseResponse

from models.errors import ChangedMeanwhile
from models.media import editing, permitting
from models.plumbing import database
from web.account.login import signed_in_user
from web.owner.items.edit_page import edit_page
from web.owner.items.forms import EditForm
from web.pages.localizing import words

blueprint = Blueprint(
    "owner_editing", __name__, url_prefix="/media/<row_id:media_id>/edit", template_folder="../templates"
)


@blueprint.get("")
@login_required
def edit(media_id: int) -> Response:
    with database.reading() as db:
        media = permitting.owned_media(db, media_id, signed_in_user())
    return edit_page(media)


@blueprint.post("")
@login_required
def save(media_id: int) -> BaseResponse:
    with database.reading() as db:
        media = permitting.owned_media(db, media_id, signed_in_user())
    form = EditForm()
    if not form.validate():
        return edit_page(media, 422, form=form)
    wanted = editing.EditForm(
        form.title.cleaned, form.description.cleaned, form.tags.cleaned, form.visibility.data or ""
    )
    try:
        with database.writing() as db:
            editing.edit_media(db, media_id, wanted, edition=form.edition.data or "")
    except ChangedMeanwhile as refusal:
        form.form_errors.append(words(refusal))
        # From here on the form knows what is stored: saving it once more is meant.
        form.edition.data = None
        return edit_page(media, 409, form=form)
    flash(_("Saved"))
    return redirect(url_for(".edit", media_id=media_id), 303)
