"""The edit page of an item: what it is called and says, its tags, who may watch it."""

from flask import Blueprint, Response, flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import login_required
from werkzeug.wrappers import Response as BaseResponse

from models import editing, permitting
from models.plumbing import db
from models.plumbing.errors import ChangedMeanwhile
from web.account.login import signed_in_user
from web.owner.edit_page import edit_page
from web.owner.forms import EditForm
from web.wording import words

blueprint = Blueprint(
    "owner_editing", __name__, url_prefix="/media/<row_id:media_id>/edit", template_folder="templates"
)


@blueprint.get("")
@login_required
def edit(media_id: int) -> Response:
    with db.reading() as session:
        media = permitting.owned_media(session, media_id, signed_in_user())
    return edit_page(media)


@blueprint.post("")
@login_required
def save(media_id: int) -> BaseResponse:
    with db.reading() as session:
        media = permitting.owned_media(session, media_id, signed_in_user())
    form = EditForm()
    if not form.validate():
        return edit_page(media, 422, form=form)
    wanted = editing.EditForm(
        form.title.cleaned, form.description.cleaned, form.tags.cleaned, form.visibility.data or ""
    )
    try:
        with db.writing() as session:
            editing.edit_media(session, media_id, wanted, edition=form.edition.data or "")
    except ChangedMeanwhile as refusal:
        form.form_errors.append(words(refusal))
        # From here on the form knows what is stored: saving it once more is meant.
        form.edition.data = None
        return edit_page(media, 409, form=form)
    flash(_("Saved"))
    return redirect(url_for(".edit", media_id=media_id), 303)
