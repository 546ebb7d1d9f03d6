"""Modules: turning each of the two on or off, who may create guest links, and the limits of new ones."""

from dataclasses import fields
from typing import Any

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from models.errors import ChangedMeanwhile
from models.people import accounts, stopping, user_groups
from models.plumbing import database
from models.site import modules as site_modules
from models.site.modules import Rules
from models.tables import User, UserGroup
from models.tables.module import INVITETOMEDIA, MEDIAPAGE, Permits
from web.account.noting import note
from web.admin.blueprint import admin_blueprint, submitted_id
from web.admin.forms import DisabledOwnersForm, ExistingGroupForm, ExistingUserForm, RulesForm
from web.pages.confirming import confirmation
from web.pages.display import page_language
from web.pages.forms import ActionForm, SwitchForm
from web.pages.submitting import save, submitted_action

blueprint = admin_blueprint("admin_modules", "")

# The names of the modules in addresses and forms.
MODULES = {"invitetomedia": INVITETOMEDIA, "mediapage": MEDIAPAGE}
BOUNDS = [field.name for field in fields(site_modules.Bounds)]


@blueprint.get("/modules")
def page() -> Response:
    return _page(200)


def _page(status: int, **refused: FlaskForm) -> Response:
    """`refused` is the form that was sent; the others show what is stored."""
    with database.reading() as db:
        modules = site_modules.modules(db)
        permitted = site_modules.permitted_by_name(db, language=page_language())
        disabled_owners = _disabled_owners(db)
    forms = {
        "rules_form": RulesForm.showing(vars(site_modules.rules_of(modules[INVITETOMEDIA]))),
        "disabled_form": DisabledOwnersForm.showing(disabled_owners),
        "user_form": ExistingUserForm(formdata=None),
        "group_form": ExistingGroupForm(formdata=None),
    } | refused
    states = {slug: modules[name].enabled for slug, name in MODULES.items()}
    by_name = modules[INVITETOMEDIA].permits == Permits.NAMED
    page = render_template("admin/modules.html", states=states, permitted=permitted, by_name=by_name, **forms)
    return make_response(page, status)


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
    return submitted_action(switches | rules | named | dict.fromkeys(("unpermit_user", "unpermit_group"), _unpermit))()


def _saved(anchor: str) -> Response:
    flash(_("Saved"), anchor)
    return redirect(url_for(".page", _anchor=anchor), 303)


def _switch() -> Response:
    form, slug = SwitchForm(), request.form["do"]
    form.require_valid()
    with database.writing() as db:
        if site_modules.switch_module(db, MODULES[slug], enabled=form.state.data == "on"):
            note(db, f"module_{form.state.data}", detail=MODULES[slug])
    return _saved(slug)


def _set_rules() -> Response:
    form = RulesForm.sent(_stored_rules())
    try:
        save(form, lambda db: _save_rules(db, Rules(**form.wanted()), Rules(**form.shown)))
    except ChangedMeanwhile as refusal:
        return _page(409, rules_form=form.changed_meanwhile(refusal, _stored_rules()))
    return _page(422, rules_form=form) if form.errors else _saved("rules")


def _stored_rules() -> dict[str, Any]:
    with database.reading() as db:
        return vars(site_modules.rules_of(site_modules.modules(db)[INVITETOMEDIA]))


def _save_rules(db: Session, wanted: Rules, shown: Rules) -> None:
    if rules := site_modules.set_rules(db, wanted, shown=shown):
        bounds = {name: getattr(rules, name) for name in BOUNDS}
        told = [f"{name} {value}" for name, value in bounds.items() if value is not None]
        note(db, "rules_set", detail=", ".join([f"{rules.permits} {rules.minimal_role}", *told]))


def _set_disabled_owners() -> Response:
    with database.reading() as db:
        form = DisabledOwnersForm.sent(_disabled_owners(db))
    save(form, lambda db: _stop_links(db, form))
    return _page(422, disabled_form=form) if form.errors else _saved("disabled-owners")


def _disabled_owners(db: Session) -> dict[str, str]:
    return {"links": "stop" if stopping.links_stop(db) else "work"}


def _stop_links(db: Session, form: DisabledOwnersForm) -> None:
    wanted = form.links.data
    if wanted != form.shown["links"] and stopping.set_links_stop(db, stop=wanted == "stop"):
        note(db, "disabled_owners_set", detail=wanted)


def _permit_user() -> Response:
    form = ExistingUserForm()
    save(form, lambda db: _permit_by_email(db, form.email.cleaned))
    return _page(422, user_form=form) if form.errors else _saved("named")


def _permit_by_email(db: Session, email: str) -> None:
    user = accounts.user_by_typed_email(db, email)
    if site_modules.permit_user(db, user.id):
        note(db, "person_allowed", detail=user.email)


def _permit_group() -> Response:
    form = ExistingGroupForm()
    save(form, lambda db: _permit_group_by_name(db, form.group.cleaned))
    return _page(422, group_form=form) if form.errors else _saved("named")


def _permit_group_by_name(db: Session, name: str) -> None:
    group = user_groups.group_by_name(db, name)
    if site_modules.permit_group(db, group.id):
        note(db, "group_allowed", detail=group.name)


def _unpermit() -> Response:
    ActionForm().require_valid()
    with database.writing() as db:
        if request.form["do"] == "unpermit_user":
            _unpermit_user(db, submitted_id())
        else:
            _unpermit_group(db, submitted_id())
    return _saved("named")


def _unpermit_user(db: Session, user_id: int) -> None:
    user = db.get(User, user_id)
    if user is not None and site_modules.unpermit_user(db, user_id):
        note(db, "person_disallowed", detail=user.email)


def _unpermit_group(db: Session, group_id: int) -> None:
    group = db.get(UserGroup, group_id)
    if group is not None and site_modules.unpermit_group(db, group_id):
        note(db, "group_disallowed", detail=group.name)
