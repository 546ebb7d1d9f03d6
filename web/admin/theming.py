"""Theming: the site's name, logo, accent colour and privacy notice (contract 11.64)."""

from collections.abc import Mapping

from flask import flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from models.errors import ChangedMeanwhile, Invalid, TooLarge, TooManyFiles
from models.plumbing import database
from models.site import accents
from models.site import look as site_look
from models.site.look import Look
from web.account.noting import note
from web.admin.blueprint import admin_blueprint
from web.admin.forms import LogoForm, LookForm
from web.pages import looks
from web.pages.errors import status_of
from web.pages.forms import ActionForm
from web.pages.localizing import translated
from web.pages.submitting import save, submitted_action
from web.requests import parsing
from web.requests.chosen_files import chosen_file, limit_body

blueprint = admin_blueprint("admin_theming", "/theming")


@blueprint.get("")
def page() -> Response:
    return _page(200)


def _page(status: int, *, look_form: LookForm | None = None, logo_form: LogoForm | None = None) -> Response:
    """With the form that was sent; the other one shows what is stored."""
    looks.forget()
    look = looks.present()
    shades = [accents.shades(look.accent, scheme).accent for scheme in (accents.LIGHT, accents.DARK) if look.accent]
    page = render_template(
        "admin/theming.html",
        look_form=look_form or LookForm.showing(site_look.values_of(look)),
        logo_form=logo_form or LogoForm(formdata=None),
        moved=[shade for shade in shades if shade != look.accent],
    )
    return make_response(page, status)


def _look_of(values: Mapping[str, str | None]) -> Look:
    return Look(values["site_name"], values["accent"], values["privacy_notice"], values["privacy_url"])


def _saved(anchor: str) -> Response:
    looks.forget()
    flash(_("Saved"), anchor)
    return redirect(url_for(".page", _anchor=anchor), 303)


@blueprint.post("")
def change() -> Response:
    form = LookForm.sent(_stored())
    try:
        save(form, lambda db: _set_look(db, form))
    except ChangedMeanwhile as refusal:
        return _page(409, look_form=form.changed_meanwhile(refusal, _stored()))
    return _page(422, look_form=form) if form.errors else _saved("site-name-and-colour")


def _stored() -> dict[str, str | None]:
    with database.reading() as db:
        return site_look.values_of(site_look.look(db))


def _set_look(db: Session, form: LookForm) -> None:
    if site_look.set_look(db, _look_of(form.wanted()), shown=_look_of(form.shown)):
        look = site_look.look(db)
        note(db, "look_changed", detail=" · ".join(filter(None, (look.name, look.accent, look.privacy_url))))


@blueprint.post("/logo")
def change_logo() -> Response:
    limit_body(parsing.LOGO_BYTES)
    try:
        action = submitted_action({"put": _put_logo, "remove": _remove_logo})
    except RequestEntityTooLarge:
        return _refused(_(site_look.TOO_LARGE), 413)
    return action()


def _put_logo() -> Response:
    upload = chosen_file("logo")
    if upload is None:
        return _refused(_("Choose a picture"))
    form = LogoForm()
    if not form.validate():
        return _refused(_("Choose the picture again"), form=form)
    try:
        png = site_look.draw_logo(upload.stream.read(site_look.MAX_LOGO_BYTES + 1))
    except (Invalid, TooLarge, TooManyFiles) as refusal:
        return _refused(translated(refusal), status_of(refusal))
    with database.writing() as db:
        if site_look.put_logo(db, png):
            note(db, "look_changed", detail="logo")
    return _saved("logo-upload")


def _remove_logo() -> Response:
    ActionForm().require_valid()
    with database.writing() as db:
        if site_look.remove_logo(db):
            note(db, "look_changed", detail="no logo")
    return _saved("logo-upload")


def _refused(sentence: str, status: int = 422, form: LogoForm | None = None) -> Response:
    form = form or LogoForm(formdata=None)
    form.logo.errors = [sentence]
    return _page(status, logo_form=form)
