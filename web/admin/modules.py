"""Modules: *Invitetomedia* and *Theming*, who is permitted to create guest links, and the bounds of new ones."""

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response as BaseResponse

from models.errors import Invalid, NotFound
from models.people import accounts, user_groups
from models.plumbing import database
from models.plumbing.row_ids import row_id
from models.site import modules as site_modules
from models.tables import Module
from models.tables.module import INVITETOMEDIA, MEDIAPAGE
from web.admin.door import admin_blueprint, saved
from web.admin.forms import EmailForm, NamedGroupForm, RulesForm
from web.pages.confirming import confirmation
from web.pages.forms import ActionForm, SwitchForm
from web.pages.localizing import words

blueprint = admin_blueprint("admin_modules", "")

# As addresses and forms name them.
MODULES = {"invitetomedia": INVITETOMEDIA, "mediapage": MEDIAPAGE}
BOUNDS = ("default_clicks", "most_clicks", "default_days", "most_days")


@blueprint.get("/")
def home() -> BaseResponse:
    return redirect(url_for(".page"))


@blueprint.get("/modules")
def page() -> Response:
    return _page(200)


def _page(status: int, **typed: FlaskForm) -> Response:
    with database.reading() as db:
        modules = site_modules.modules(db)
        permitted = site_modules.permitted(db)
    # A form that was not sent shows what is stored, whatever another form of the page has brought.
    forms = {
        "rules_form": _stored_rules(modules[INVITETOMEDIA]),
        "user_form": EmailForm(formdata=None),
        "group_form": NamedGroupForm(formdata=None),
    } | typed
    states = {slug: modules[name].enabled for slug, name in MODULES.items()}
    by_name = modules[INVITETOMEDIA].permits == "named"
    page = render_template("admin/modules.html", states=states, permitted=permitted, by_name=by_name, **forms)
    return make_response(page, status)


def _stored_rules(module: Module) -> RulesForm:
    bounds = {name: getattr(module, name) for name in BOUNDS}
    return RulesForm(formdata=None, permits=module.permits, minimal_role=module.minimal_role, **bounds)


@blueprint.get("/modules/<any(invitetomedia, mediapage):slug>/off")
def confirm_off(slug: str) -> str:
    """Says what switching off does, before it does it."""
    heading = {
        "invitetomedia": _("Turn off Invitetomedia?"),
        "mediapage": _("Set Theming: mediapage to No?"),
    }[slug]
    text = _(
        "Every guest link on this site stops working, and nobody can create one. Guests who are connected stay until"
        " they refresh or leave. Turn it on again and the same links and the same guests are back."
    )
    return confirmation(heading, text, _("Turn off"), {"do": slug, "state": "off"}, url_for(".page"))


@blueprint.post("/modules")
def change() -> BaseResponse:
    """Which of the page's forms this is stands in its `do` field."""
    forms = dict.fromkeys(MODULES, _switch) | {
        "rules": _rules,
        "permit_user": _permit_user,
        "permit_group": _permit_group,
        "unpermit_user": _unpermit,
        "unpermit_group": _unpermit,
    }
    do = forms.get(request.form.get("do", ""))
    if do is None:
        raise BadRequest
    return do()


def _done(anchor: str) -> BaseResponse:
    flash(saved())
    return redirect(url_for(".page", _anchor=anchor), 303)


def _switch() -> BaseResponse:
    form, slug = SwitchForm(), request.form["do"]
    form.must_hold()
    with database.writing() as db:
        site_modules.switch_module(db, MODULES[slug], enabled=form.state.data == "on")
    return _done(slug)


def _rules() -> BaseResponse:
    form = RulesForm()
    if not form.validate():
        return _page(422, rules_form=form)
    bounds = {name: form[name].cleaned for name in BOUNDS}
    try:
        with database.writing() as db:
            site_modules.set_rules(db, site_modules.Rules(form.permits.data, form.minimal_role.data, **bounds))
    except Invalid as refusal:
        form[refusal.field].errors = [words(refusal)]
        return _page(422, rules_form=form)
    return _done("rules")


def _permit_user() -> BaseResponse:
    form = EmailForm()
    if not form.validate():
        return _page(422, user_form=form)
    try:
        with database.writing() as db:
            site_modules.permit_user(db, accounts.person_by_email(db, form.email.cleaned).id)
    except Invalid as refusal:
        form.email.errors = [words(refusal)]
        return _page(422, user_form=form)
    return _done("named")


def _permit_group() -> BaseResponse:
    form = NamedGroupForm()
    if not form.validate():
        return _page(422, group_form=form)
    try:
        with database.writing() as db:
            site_modules.permit_group(db, user_groups.group_by_name(db, form.group.cleaned).id)
    except Invalid as refusal:
        form.group.errors = [words(refusal)]
        return _page(422, group_form=form)
    return _done("named")


def _unpermit() -> BaseResponse:
    ActionForm().must_hold()
    number = row_id(request.form.get("id", ""))
    if number is None:
        raise NotFound
    unpermit = {"unpermit_user": site_modules.unpermit_user, "unpermit_group": site_modules.unpermit_group}
    with database.writing() as db:
        unpermit[request.form["do"]](db, number)
    return _done("named")
