"""Erasing a guest on request: every entry of one address, at once (contract 11.65)."""

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from models.guests import erasing
from models.plumbing import clock
from web.account.noting import note
from web.admin.blueprint import admin_blueprint
from web.admin.forms import ErasingForm
from web.pages.confirming import confirmation
from web.pages.submitting import save

blueprint = admin_blueprint("admin_erasing", "/erase")


@blueprint.get("")
def page() -> Response:
    return _page(ErasingForm(formdata=None), 200)


def _page(form: ErasingForm, status: int) -> Response:
    return make_response(render_template("admin/erase.html", form=form), status)


@blueprint.post("")
def erase() -> Response:
    """Asks first, and says how many entries there are."""
    form, is_sure = ErasingForm(), "sure" in request.form
    count = save(form, lambda db: _erase(db, form.email.cleaned) if is_sure else _count(db, form.email.cleaned))
    if count is None:
        return _page(form, 422)
    if not is_sure and count:
        return make_response(_confirm(form.email.cleaned, count))
    if count:
        flash(ngettext("%(num)s entry was erased.", "%(num)s entries were erased.", count))
        return redirect(url_for(".page"), 303)
    form.email.errors = [_("No guest has entered with this email address, or their entries have been erased already.")]
    return _page(form, 422)


def _count(db: Session, email: str) -> int:
    return erasing.count_address(db, email)


def _erase(db: Session, email: str) -> int:
    count = erasing.erase_address(db, email, now=clock.utcnow())
    if count:
        # Not the address: it is erased.
        note(db, "guest_erased", detail=str(count))
    return count


def _confirm(email: str, count: int) -> str:
    text = ngettext(
        "%(num)s entry of %(email)s loses its name, its email and what was watched. It still counts. This cannot be "
        "undone.",
        "%(num)s entries of %(email)s lose their name, their email and what was watched. They still count. This cannot "
        "be undone.",
        count,
        email=email,
    )
    fields = {"email": email, "sure": "yes"}
    return confirmation(_("Erase this guest?"), text, _("Erase"), fields, url_for(".page"))
