"""Modules: turning each of the two on or off, who may create guest links, and the limits of new ones."""

from dataclasses import fields

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from models.people import accounts, stopping, user_groups
from models.plumbing import database
from models.site import modules as site_modules
from models.tables import Module
from models.tables.module import INVITETOMEDIA, MEDIAPAGE, Permits
from web.admin.blueprint import admin_blueprint, submitted_id
from web.admin.forms import DisabledOwnersForm, ExistingGroupForm, ExistingUserForm, RulesForm
from web.pages.confirming import confirmation
from web.pages.display import page_language
from web.pages.forms import ActionForm, SwitchForm
from web.pages.submitting import save, submitted_action

blueprint = admin_blueprint("admin_modules", "")

# The names of the modules in addresses and forms.
MODULES = {"invitetomedia": INVITETOMEDIA, "mediapage": MEDIAPAGE}
UNPERMIT = {"unpermit_user": site_modules.unpermit_user, "unpermit_group": site_modules.unpermit_group}
BOUNDS = [field.name for field in fields(site_modules.Bounds)]


@blueprint.get("/")
def home() -> Response:
    return redirect(url_for(".page"))


@blueprint.get("/modules")
def page() -> Response:
    return _page(200)


def _page(status: int, **refused: FlaskForm) -> Response:
    """`refused` is the form that was sent; the others show what is stored."""
    with database.reading() as db:
        modules = site_modules.modules(db)
        permitted = site_modules.permitted_by_name(db, language=page_language())
        disabled_owners = "stop" if stopping.links_stop(db) else "work"
    forms = {
        "rules_form": _stored_rules(modules[INVITETOMEDIA]),
        "disabled_form": DisabledOwnersForm(formdata=None, links=disabled_owners),
        "user_form": ExistingUserForm(formdata=None),
        "group_form": ExistingGroupForm(formdata=None),
    } | refused
    states = {slug: modules[name].enabled for slug, name in MODULES.items()}
    by_name = modules[INVITETOMEDIA].permits == Permits.NAMED
    page = render_template("admin/modules.html", states=states, permitted=permitted, by_name=by_name, **forms)
    return make_response(page, status)


def _stored_rules(module: Module) -> RulesForm:
    bounds = {name: getattr(module, name) for name in BOUNDS}
    return RulesForm(formdata=None, permits=module.permits, minimal_role=module.minimal_role, **bounds)


@blueprint.get("/modules/<any(invitetomedia, mediapage):slug>/off")
def confirm_off(slug: str) -> str:
    heading = {
        "invitetomedia": _("Turn off Invitetomedia?"),
        "mediapage": _("Turn off Theming: mediapage?"),
    }[slug]
    text = _(
        "Every guest link on this site stops working, and no one can create new ones. Guests who are connected stay"
        " until they refresh or leave. When you turn it on again, the same links work for the same guests."
    )
    return confirmation(heading, text, _("Turn off"), {"do": slug, "state": "off"}, url_for(".page"))


@blueprint.post("/modules")
def change() -> Response:
    switches = dict.fromkeys(MODULES, _switch)
    rules = {"rules": _set_rules, "disabled_owners": _set_disabled_owners}
    named = {"permit_user": _permit_user, "permit_group": _permit_group}
    return submitted_action(switches | rules | named | dict.fromkeys(UNPERMIT, _unpermit))()


def _saved(anchor: str) -> Response:
    flash(_("Saved"), anchor)
    return redirect(url_for(".page", _anchor=anchor), 303)


def _switch() -> Response:
    form, slug = SwitchForm(), request.form["do"]
    form.require_valid()
    with database.writing() as db:
        site_modules.switch_module(db, MODULES[slug], enabled=form.state.data == "on")
    return _saved(slug)


def _set_rules() -> Response:
    form = RulesForm()
    save(form, lambda db: site_modules.set_rules(db, _typed_rules(form)))
    return _page(422, rules_form=form) if form.errors else _saved("rules")


def _set_disabled_owners() -> Response:
    form = DisabledOwnersForm()
    save(form, lambda db: stopping.set_links_stop(db, stop=form.links.data == "stop"))
    return _page(422, disabled_form=form) if form.errors else _saved("disabled-owners")


def _typed_rules(form: RulesForm) -> site_modules.Rules:
    bounds = {name: form[name].cleaned for name in BOUNDS}
    return site_modules.Rules(form.permits.data, form.minimal_role.data, **bounds)


def _permit_user() -> Response:
    form = ExistingUserForm()
    save(form, lambda db: site_modules.permit_user(db, accounts.user_by_typed_email(db, form.email.cleaned).id))
    return _page(422, user_form=form) if form.errors else _saved("named")


def _permit_group() -> Response:
    form = ExistingGroupForm()
    save(form, lambda db: site_modules.permit_group(db, user_groups.group_by_name(db, form.group.cleaned).id))
    return _page(422, group_form=form) if form.errors else _saved("named")


def _unpermit() -> Response:
    ActionForm().require_valid()
    with database.writing() as db:
        UNPERMIT[request.form["do"]](db, submitted_id())
    return _saved("named")
