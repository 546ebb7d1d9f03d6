"""Users: everybody with an account, their roles, disabling and enabling. Guests are never here (contract 4.23)."""

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response as BaseResponse

from models.errors import Invalid, LastAdmin
from models.people import accounts
from models.plumbing import clock, database
from models.tables import User
from web.account.login import signed_in_user
from web.admin.door import admin_blueprint, saved
from web.admin.forms import ROLE_TEXTS, RoleForm, UserForm
from web.pages.confirming import confirmation
from web.pages.forms import SwitchForm
from web.pages.localizing import words
from web.requests.paging import page_number

blueprint = admin_blueprint("admin_users", "/users")


@blueprint.get("")
def page() -> str:
    with database.reading() as db:
        people = accounts.people(db, page_number())
    return render_template("admin/users.html", people=people, role_texts=ROLE_TEXTS)


@blueprint.route("/new", methods=["GET", "POST"])
def add() -> BaseResponse:
    form = UserForm(role="viewer")
    if request.method != "POST" or not form.validate():
        return _new_page(form, 422 if request.method == "POST" else 200)
    try:
        with database.writing() as db:
            accounts.add_user(
                db,
                email=form.email.cleaned,
                name=form.name.cleaned,
                role=form.role.data,
                password=form.password.data or "",
                now=clock.utcnow(),
            )
    except Invalid as refusal:
        form[refusal.field].errors = [words(refusal)]
        return _new_page(form, 422)
    flash(_("“%(name)s” was added.", name=form.name.cleaned))
    return redirect(url_for(".page"), 303)


def _new_page(form: UserForm, status: int) -> Response:
    return make_response(render_template("admin/new_user.html", form=form), status)


@blueprint.get("/<row_id:user_id>")
def person(user_id: int) -> Response:
    user = _person(user_id)
    return _person_page(user, _role_form(user), 200)


def _role_form(user: User) -> RoleForm:
    return RoleForm(formdata=None, role=user.role)


def _person(user_id: int) -> User:
    with database.reading() as db:
        return accounts.person(db, user_id)


def _person_page(user: User, form: RoleForm, status: int, error: str | None = None) -> Response:
    page = render_template("admin/user.html", user=user, form=form, error=error, is_self=user.id == signed_in_user().id)
    return make_response(page, status)


@blueprint.get("/<row_id:user_id>/off")
def confirm_off(user_id: int) -> str:
    user = _person(user_id)
    text = _(
        "They are signed out everywhere and can no longer sign in. What they own stays, and its guest links go on"
        " working. You can enable the account again."
    )
    heading = _("Disable the account of “%(name)s”?", name=user.name)
    return confirmation(
        heading, text, _("Disable"), {"do": "state", "state": "off"}, url_for(".person", user_id=user_id)
    )


@blueprint.post("/<row_id:user_id>")
def change(user_id: int) -> BaseResponse:
    """Which of the page's forms this is stands in its `do` field."""
    user = _person(user_id)
    do = {"role": _set_role, "state": _set_state}.get(request.form.get("do", ""))
    if do is None:
        raise BadRequest
    return do(user)


def _done(user: User) -> BaseResponse:
    flash(saved())
    return redirect(url_for(".person", user_id=user.id), 303)


def _set_role(user: User) -> BaseResponse:
    form = RoleForm()
    if not form.validate():
        return _person_page(user, form, 422)
    try:
        with database.writing() as db:
            accounts.set_role(db, user.id, form.role.data)
    except LastAdmin as refusal:
        return _person_page(user, form, 409, words(refusal))
    return _done(user)


def _set_state(user: User) -> BaseResponse:
    form = SwitchForm()
    form.must_hold()
    try:
        with database.writing() as db:
            if form.state.data == "on":
                accounts.enable_user(db, user.id)
            else:
                accounts.disable_user(db, user.email, now=clock.utcnow())
    except LastAdmin as refusal:
        return _person_page(user, _role_form(user), 409, words(refusal))
    return _done(user)
