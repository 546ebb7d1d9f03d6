"""A person's own account: password, language, time zone, and where they are signed in."""

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user, login_required
from werkzeug.exceptions import BadRequest, TooManyRequests
from werkzeug.wrappers import Response as BaseResponse

from models.errors import Invalid
from models.people import accounts, user_sessions
from models.plumbing import clock, database
from web.account import login
from web.account.forms import ChoicesForm, PasswordForm
from web.account.login import signed_in_user
from web.observing import auditing
from web.pages import localizing
from web.pages.forms import ActionForm
from web.pages.localizing import words
from web.requests import throttling

blueprint = Blueprint("account_page", __name__, url_prefix="/account", template_folder="templates")


@blueprint.get("")
@login_required
def page() -> Response:
    return _page()


def _page(status: int = 200, *, password: PasswordForm | None = None, choices: ChoicesForm | None = None) -> Response:
    localizing.comes_back_to(url_for(".page"))
    user, now = signed_in_user(), clock.utcnow()
    with database.reading() as reader:
        sessions = user_sessions.sessions_of(reader, user.id, now=now)
    body = render_template(
        "account/account.html",
        user=user,
        sessions=sessions,
        this_session=current_user.session_id,
        password=password or PasswordForm(formdata=None),
        choices=choices or ChoicesForm(formdata=None, language=user.language or "", timezone=user.timezone or ""),
        action_form=ActionForm(formdata=None),
    )
    return make_response(body, status)


@blueprint.post("/password")
@login_required
def change_password() -> BaseResponse:
    """Whoever knows the old one may; every other browser is signed out, also one with a copy of this one's cookie."""
    form, user = PasswordForm(), signed_in_user()
    if not form.validate():
        return _page(422, password=form)
    about = ("password", str(user.id))
    try:
        throttling.check(throttling.SIGN_INS_OF_ONE_ACCOUNT, *about)
        with database.writing() as writer:
            accounts.change_password(writer, user.id, current=form.current.data or "", new=form.new.data or "")
            user_sessions.end_sessions(writer, user.id)
    except TooManyRequests as refusal:
        return throttling.later(form, lambda: _page(429, password=form), refusal)
    except Invalid as refusal:
        if refusal.field == "current":
            throttling.count(throttling.SIGN_INS_OF_ONE_ACCOUNT, *about)
            auditing.stopped("password change refused")
        form[refusal.field].errors = [words(refusal)]
        return _page(422, password=form)
    auditing.came("password changed")
    login.begin(user, via=None)
    flash(_("Your password was changed. Everywhere else you are signed out."))
    return redirect(url_for(".page"), 303)


@blueprint.post("/choices")
@login_required
def choose() -> BaseResponse:
    form = ChoicesForm()
    if not form.validate():
        return _page(422, choices=form)
    with database.writing() as writer:
        user = accounts.set_choices(
            writer, signed_in_user().id, language=form.language.data or None, timezone=form.timezone.data or None
        )
    login.remember_choices(user)
    flash(_("Saved"))
    response = redirect(url_for(".page"), 303)
    # What was chosen at the foot of a page gives way to what is chosen here.
    localizing.forget_choice(response)
    return response


@blueprint.post("/sessions")
@login_required
def end_sessions() -> BaseResponse:
    ActionForm().must_hold()
    where = request.form.get("where")
    if where not in {"elsewhere", "everywhere"}:
        raise BadRequest
    with database.writing() as writer:
        kept = current_user.session_id if where == "elsewhere" else None
        user_sessions.end_sessions(writer, signed_in_user().id, but=kept)
    auditing.came("signed out", where=where)
    if where == "everywhere":
        login.forget()
        return login.signed_out()
    flash(_("Everywhere else you are signed out."))
    return redirect(url_for(".page"), 303)
