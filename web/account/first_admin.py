"""The page where the first admin sets the site up (contract 12.3)."""

from flask import make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from models.people import setting_up
from models.plumbing import clock, database
from models.site import audit
from models.tables import User
from models.tables.user import Role
from web.account import login
from web.account.forms import SetupForm
from web.account.noting import note
from web.pages import errors
from web.pages.forms import ActionForm
from web.pages.submitting import save


def page(token: str) -> Response:
    """Raises Forbidden if somebody else has just used the address."""
    return _become_admin(token) if request.form.get("do") == "me" else _create(token)


def used() -> Response:
    """Somebody who sends the form twice has an account already, and is led to signing in."""
    sign_in = url_for("account.sign_in")
    if request.method == "POST":
        return redirect(sign_in, 303)
    return errors.error_page(410, _("This site is set up already"), _("Sign in with your account."), back=sign_in)


def expired() -> Response:
    text = _("It worked for 7 days. Start Guestlink again: it prints a new address.")
    return errors.error_page(410, _("This address has expired"), text)


def _create(token: str) -> Response:
    form = SetupForm()
    user = save(form, lambda db: _add(db, token, form))
    if user is None:
        page = render_template("account/setup.html", form=form, me=ActionForm(formdata=None), here=request.path)
        return make_response(page, 422 if form.errors else 200)
    login.sign_in(user, via="set-up")
    return redirect(url_for("owner_my_media.page"), 303)


def _add(db: Session, token: str, form: SetupForm) -> User:
    email, name, password = form.email.cleaned, form.name.cleaned, form.password.data or ""
    user = setting_up.create_first_admin(db, token, email=email, name=name, password=password, now=clock.utcnow())
    audit.note(db, "user_added", user_id=user.id, detail=f"{user.email} ({user.role})", now=clock.utcnow())
    return user


def _become_admin(token: str) -> Response:
    """Somebody who is signed in here, for example through the provider, becomes the admin."""
    if not current_user.is_authenticated:
        return redirect(url_for("account.sign_in", next=request.path), 303)
    ActionForm().require_valid()
    with database.writing() as db:
        user = login.signed_in_user()
        setting_up.become_first_admin(db, token, user.id, now=clock.utcnow())
        note(db, "role_set", detail=f"{user.email} ({Role.ADMIN})")
    return redirect(url_for("owner_my_media.page"), 303)
