"""Handing one item over to another owner, on its edit page. For admins only (contract 12.32)."""

from flask import flash, make_response, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from models.errors import Forbidden
from models.media import handing_over
from models.tables import MediaItem
from models.tables.user import Role
from web.account.login import signed_in_user
from web.account.noting import note
from web.owner.items.edit_page import edit_page
from web.owner.items.forms import NewOwnerForm
from web.pages.confirming import confirmation
from web.pages.submitting import save


def hand_over(media: MediaItem) -> Response:
    if signed_in_user().role != Role.ADMIN:
        raise Forbidden("Only an admin can do that.")
    form = NewOwnerForm()
    if "sure" not in request.form:
        return _confirm(media, form)
    save(form, lambda db: _hand_over(db, media, form.email.cleaned))
    if form.errors:
        return edit_page(media, 422, hand_over_form=form)
    flash(_("This media belongs to %(email)s now.", email=form.email.cleaned), "hand-over")
    return redirect(_section_address(media), 303)


def _hand_over(db: Session, media: MediaItem, email: str) -> None:
    if owner := handing_over.hand_over(db, media.id, email=email):
        note(db, "media_handed_over", media_id=media.id, detail=f"{media.title} → {owner.email}")


def _confirm(media: MediaItem, form: NewOwnerForm) -> Response:
    owner = save(form, lambda db: handing_over.new_owner_of(db, media.id, email=form.email.cleaned))
    if owner is None:
        return edit_page(media, 422, hand_over_form=form)
    text = _("Its new owner will be %(name)s. Its links and guests stay.", name=owner.name)
    # Two people may have the same name.
    text += " " + _("Email of the new owner: %(email)s. This cannot be undone.", email=owner.email)
    heading = _("Hand over “%(title)s”?", title=media.title)
    fields = {"email": form.email.cleaned, "sure": "yes"}
    address = url_for("owner_editing.hand_over", media_id=media.id)
    return make_response(confirmation(heading, text, _("Hand over"), fields, address, back=_section_address(media)))


def _section_address(media: MediaItem) -> str:
    return url_for("owner_editing.edit", media_id=media.id, _anchor="hand-over")
