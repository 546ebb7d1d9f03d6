"""The page of one person, for admins."""

from flask import flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from models.tables import User
from web.account.login import signed_in_user
from web.admin.forms import ExistingUserForm, HeirForm, RoleForm


def role_form(user: User) -> RoleForm:
    return RoleForm(formdata=None, role=user.role)


def person_page(
    user: User, form: RoleForm, status: int, error: str | None = None, **refused: ExistingUserForm
) -> Response:
    """`refused` is the form that was sent: `merge_form` or `hand_over_form`."""
    forms = {"merge_form": ExistingUserForm(formdata=None), "hand_over_form": HeirForm(formdata=None)} | refused
    page = render_template(
        "admin/user.html",
        user=user,
        form=form,
        error=error,
        **forms,
        is_self=user.id == signed_in_user().id,
    )
    return make_response(page, status)


def saved(user: User) -> Response:
    flash(_("Saved"))
    return redirect(url_for("admin_users.person", user_id=user.id), 303)
