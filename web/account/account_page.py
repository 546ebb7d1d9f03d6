"""The account page: a person's password, language, time zone, and the browsers where they are signed in."""

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user, login_required
from werkzeug.exceptions import BadRequest, TooManyRequests
from werkzeug.wrappers import Response

from models.errors import Forbidden, Invalid
from models.people import accounts, user_sessions
from models.plumbing import clock, database
from web.account import login, signing_out
from web.account.forms import ChoicesForm, PasswordForm
from web.account.login import signed_in_user
from web.account.noting import note
from web.observing import security_events
from web.pages import localizing
from web.pages.forms import ActionForm
from web.pages.submitting import save, show_refusal
from web.requests import throttling

blueprint = Blueprint("account_page", __name__, url_prefix="/account", template_folder="templates")


@blueprint.get("")
@login_required
def page() -> Response:
    return _page()


def _page(status: int = 200, *, password: PasswordForm | None = None, choices: ChoicesForm | None = None) -> Response:
    localizing.set_page_address(url_for(".page"))
    user, now = signed_in_user(), clock.utcnow()
    with database.reading() as db:
        sessions = user_sessions.sessions_of(db, user.id, now=now)
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
def change_password() -> Response:
    """Ends all sign-ins of the person, and begins a new one here. So copies of this browser's cookie end too (contract
    12.7)."""
    form, user = PasswordForm(), signed_in_user()
    if not login.has_password_form():
        raise Forbidden("This site has no passwords.")
    if not form.validate():
        return _page(422, password=form)
    counted = (throttling.SIGN_INS_OF_ONE_ACCOUNT, "password", str(user.id))
    try:
        throttling.count_for(*counted)
        change = accounts.check_new_password(user, current=form.current.data or "", new=form.new.data or "")
        with database.writing() as db:
            accounts.change_password(db, user.id, change)
            user_sessions.end_sessions_of(db, user.id)
            note(db, "password_set", detail=user.email)
    except TooManyRequests as refusal:
        return throttling.try_later(form, lambda: _page(429, password=form), refusal)
    except Invalid as refusal:
        if refusal.field == "current":
            security_events.refused("password change refused")
        else:
            throttling.forget(*counted)
        show_refusal(form, refusal)
        return _page(422, password=form)
    throttling.forget(*counted)
    security_events.allowed("password changed")
    login.sign_in(user, via=None)
    flash(_("Your password was changed. You are now signed out everywhere else."))
    return redirect(url_for(".page"), 303)


@blueprint.post("/choices")
@login_required
def choose() -> Response:
    form = ChoicesForm()
    user_id, language, timezone = signed_in_user().id, form.language.data or None, form.timezone.data or None
    user = save(form, lambda db: accounts.set_choices(db, user_id, language=language, timezone=timezone))
    if user is None:
        return _page(422, choices=form)
    login.remember_choices(user)
    flash(_("Saved"))
    response = redirect(url_for(".page"), 303)
    # A language that was chosen at the foot of a page would go before the one that is chosen here (contract 3.29).
    localizing.forget_choice(response)
    return response


@blueprint.post("/sessions")
@login_required
def end_sessions() -> Response:
    ActionForm().require_valid()
    where = request.form.get("where")
    if where not in {"elsewhere", "everywhere"}:
        raise BadRequest
    kept = current_user.session_id if where == "elsewhere" else None
    with database.writing() as db:
        id_token = user_sessions.id_token_of(db, current_user.session_id)
        user_sessions.end_sessions_of(db, signed_in_user().id, keep=kept)
    security_events.allowed("signed out", where=where)
    if where == "everywhere":
        return signing_out.signed_out(id_token)
    flash(_("You are now signed out everywhere else."))
    return redirect(url_for(".page"), 303)
