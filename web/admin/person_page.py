"""The page of one person, for admins."""

from flask import flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from models.people import one_time_addresses, signing_in, user_sessions
from models.people.signing_in import SignsIn
from models.plumbing import clock, database
from models.tables import User
from web.account.login import signed_in_user
from web.admin.forms import DetailsForm, ExistingUserForm, HeirForm, RoleForm
from web.pages.forms import SiteForm

SIGN_IN_TEXTS = {
    SignsIn.DISABLED: _l("They cannot sign in."),
    SignsIn.BY_BOTH: _l("They can sign in with a password, and at your organisation."),
    SignsIn.BY_PASSWORD: _l("They can sign in with a password."),
    SignsIn.AT_PROVIDER: _l("They can sign in at your organisation."),
    SignsIn.PASSWORD_IS_OFF: _l("They cannot sign in: they have only a password, and passwords are turned off here."),
    SignsIn.AT_FORMER_PROVIDER: _l("They cannot sign in: their account is at a provider that this site does not use."),
    SignsIn.NOT_YET: _l("They have not signed in yet."),
}


def role_form(user: User) -> RoleForm:
    return RoleForm.showing({"role": user.role})


def details_of(user: User) -> dict[str, str]:
    return {"name": user.name, "email": user.email}


def person_page(user: User, form: RoleForm, status: int, error: str | None = None, **refused: SiteForm) -> Response:
    """`refused` is the form that was sent; the others show what is stored."""
    forms = {
        "details_form": DetailsForm.showing(details_of(user)),
        "merge_form": ExistingUserForm(formdata=None),
        "hand_over_form": HeirForm(formdata=None),
    } | refused
    now = clock.utcnow()
    with database.reading() as db:
        sign_in, end = signing_in.signs_in(db, user.id), one_time_addresses.end_of_unused(db, user.id)
        passwords_work = signing_in.passwords_work(db)
        sessions = user_sessions.sessions_of(db, user.id, now=now)
    page = render_template(
        "admin/user.html",
        user=user,
        sign_in=SIGN_IN_TEXTS[sign_in],
        address_until=end if end is not None and end > now else None,
        passwords_work=passwords_work,
        sessions=sessions,
        form=form,
        error=error,
        **forms,
        is_self=user.id == signed_in_user().id,
    )
    return make_response(page, status)


def saved(user: User, sentence: str | None = None) -> Response:
    flash(sentence or _("Saved"))
    return redirect(url_for("admin_users.person", user_id=user.id), 303)
