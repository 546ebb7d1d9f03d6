"""Users: everybody with an account, their roles, disabling and enabling. Guests are never listed (contract 4.23)."""

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from models.errors import ChangedMeanwhile, LastAdmin, NotFound
from models.files import expired_uploads
from models.people import accounts, finding, stopping
from models.people.finding import Who
from models.plumbing import clock, database
from models.tables import User
from models.tables.user import Role
from web.account.login import signed_in_user
from web.account.noting import note
from web.admin import details, new_address, new_person, two_accounts
from web.admin.blueprint import admin_blueprint
from web.admin.forms import ROLE_TEXTS, WHO_TEXTS, RoleForm
from web.admin.person_page import person_page, role_form, saved
from web.pages.confirming import confirmation
from web.pages.display import page_language
from web.pages.forms import SwitchForm
from web.pages.localizing import translated
from web.pages.submitting import save, submitted_action
from web.requests.paging import page_number
from web.requests.searching import typed_words

blueprint = admin_blueprint("admin_users", "/users")


@blueprint.get("")
def page() -> str:
    who, typed = request.args.get("who", ""), typed_words("search")
    if who not in list(Who):
        raise NotFound
    with database.reading() as db:
        people = finding.found_users(db, page_number(), typed=typed, who=Who(who), language=page_language())
    return render_template(
        "admin/users.html", people=people, role_texts=ROLE_TEXTS, who=who, who_texts=WHO_TEXTS, typed=typed
    )


@blueprint.route("/new", methods=["GET", "POST"])
def add() -> Response:
    return new_person.add_person()


@blueprint.get("/<row_id:user_id>")
def person(user_id: int) -> Response:
    user = _person(user_id)
    return person_page(user, role_form(user), 200)


def _person(user_id: int) -> User:
    with database.reading() as db:
        return accounts.user_by_id(db, user_id)


@blueprint.get("/<row_id:user_id>/off")
def confirm_off(user_id: int) -> str:
    user = _person(user_id)
    with database.reading() as db:
        links_stop = stopping.links_stop(db)
    text = _("They will be signed out everywhere and can no longer sign in.") + " "
    if links_stop:
        text += _("Their media stays, but its guest links stop until you enable the account again.")
    else:
        text += _("Their media stays, and its guest links keep working.")
    text += " " + _("The setting “Links of disabled owners” is on the page Modules.")
    text += " " + _("You can hand their media over to someone else, before or after.")
    heading = _("Disable the account of “%(name)s”?", name=user.name)
    return confirmation(
        heading, text, _("Disable"), {"do": "state", "state": "off"}, url_for(".person", user_id=user_id)
    )


@blueprint.post("/<row_id:user_id>")
def change(user_id: int) -> Response:
    user = _person(user_id)
    actions = {"role": _set_role, "state": _set_state, "reset": new_address.make_reset_address}
    return submitted_action(actions | details.ACTIONS | two_accounts.ACTIONS)(user)


def _set_role(user: User) -> Response:
    form = RoleForm.sent({"role": user.role})
    is_demotion = user.id == signed_in_user().id and form.role.data != Role.ADMIN
    if is_demotion and "sure" not in request.form and form.validate():
        return make_response(_confirm_demotion(form))
    try:
        save(form, lambda db: _save_role(db, user.id, form))
    except LastAdmin as refusal:
        return person_page(user, form, 409, translated(refusal))
    except ChangedMeanwhile as refusal:
        user = _person(user.id)
        return person_page(user, form.changed_meanwhile(refusal, {"role": user.role}), 409)
    if not form.errors and is_demotion:
        flash(_("You are no longer an admin."))
        return redirect(url_for("owner_my_media.page"), 303)
    return person_page(user, form, 422) if form.errors else saved(user)


def _save_role(db: Session, user_id: int, form: RoleForm) -> None:
    role = form.role.data
    if accounts.set_role(db, user_id, role, shown=form.shown["role"]):
        note(db, "role_set", detail=f"{accounts.user_by_id(db, user_id).email} ({role})")


def _confirm_demotion(form: RoleForm) -> str:
    """Somebody who gives themselves a smaller role cannot take it back."""
    user_id = signed_in_user().id
    text = _("You will not see the admin pages any more. Only another admin can make you an admin again.")
    fields = {"do": "role", "role": form.role.data, "sure": "yes", **form.shown_texts()}
    return confirmation(
        _("Give up being an admin?"), text, _("Give it up"), fields, url_for(".person", user_id=user_id)
    )


def _set_state(user: User) -> Response:
    form = SwitchForm()
    form.require_valid()
    try:
        with database.writing() as db:
            _save_state(db, user.id, form.state.data)
    except LastAdmin as refusal:
        return person_page(user, role_form(user), 409, translated(refusal))
    if form.state.data != "on":
        expired_uploads.cancel_all_of(user.id)
    return saved(user, _("The account is enabled.") if form.state.data == "on" else _("The account is disabled."))


def _save_state(db: Session, user_id: int, state: str | None) -> None:
    if state == "on":
        act, is_done = "user_enabled", accounts.enable_user(db, user_id)
    else:
        act, is_done = "user_disabled", accounts.disable_user(db, user_id, now=clock.utcnow())
    if is_done:
        note(db, act, detail=accounts.user_by_id(db, user_id).email)
