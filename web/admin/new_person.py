"""Adding a person: with a first password, with a one-time address, or for signing in at the provider."""

from flask import flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from models.config.settings import settings
from models.people import accounts, inviting
from models.people.one_time_addresses import NewAddress
from models.plumbing import clock
from models.tables import User
from web.account import login
from web.account.noting import note
from web.admin.forms import UserForm
from web.admin.new_address import address_page
from web.pages.submitting import save


def add_person() -> Response:
    # Viewers cannot share anything.
    form = UserForm(role="contributor")
    ways = dict(_ways_to_sign_in())
    form.signs_in.choices = list(ways.items())
    if form.signs_in.data not in ways:
        # A script that names no way sends a password.
        form.signs_in.data = "password" if form.is_submitted() and "password" in ways else next(iter(ways))
    added = save(form, lambda db: _add(db, form))
    if added is None:
        return make_response(render_template("admin/new_user.html", form=form), 422 if form.errors else 200)
    user, address = added
    if address is not None:
        return address_page(user, address, is_new=True)
    flash(_("“%(name)s” was added.", name=form.name.cleaned))
    return redirect(url_for("admin_users.page"), 303)


def _ways_to_sign_in() -> list[tuple[str, str]]:
    ways = []
    if login.has_password_form():
        ways = [
            ("address", _("One-time address")),
            ("password", _("A password you choose")),
        ]
    if settings().oidc_issuer:
        ways.append(("provider", _("With %(name)s", name=settings().oidc_name)))
    return ways


def _add(db: Session, form: UserForm) -> tuple[User, NewAddress | None]:
    user, address = _new_account(db, form)
    note(db, "user_added", detail=f"{user.email} ({user.role})")
    if address is not None:
        note(db, "one_time_address_made", detail=user.email)
    return user, address


def _new_account(db: Session, form: UserForm) -> tuple[User, NewAddress | None]:
    about = {"email": form.email.cleaned, "name": form.name.cleaned, "role": form.role.data}
    if form.signs_in.data == "address":
        return inviting.invite_person(db, **about, now=clock.utcnow())
    password = (form.password.data or "") if form.signs_in.data == "password" else None
    return accounts.add_user(db, **about, password=password, now=clock.utcnow()), None
