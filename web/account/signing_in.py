"""Signing in with a password, and signing out."""

from functools import partial

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response

from models.people import passwords, user_sessions
from models.plumbing import database
from models.tables import User
from web.account import hashing_pages, login, signing_out
from web.account.forms import SignInForm
from web.account.password_tries import Tries
from web.observing import security_events
from web.pages.forms import ActionForm
from web.requests import throttling
from web.requests.redirecting import own_path

blueprint = Blueprint("account", __name__, template_folder="templates")
blueprint.before_app_request(hashing_pages.refuse_when_busy)


@blueprint.app_context_processor
def _forms() -> dict[str, object]:
    # A function that makes the form, because making it sets the owner's cookie. Only a page that shows it may do that.
    return {"sign_out_form": partial(ActionForm, formdata=None)} if request.blueprint != "guest" else {}


@blueprint.route(hashing_pages.SIGN_IN_PATH, methods=["GET", "POST"])
def sign_in() -> Response:
    form = SignInForm(request.form if request.method == "POST" else None, next=request.args.get("next", ""))
    if current_user.is_authenticated:
        # Another tab has signed in, or the person went Back (contract 12.2).
        return _to_next_page(form)
    if request.method != "POST" or not login.has_password_form():
        return _sign_in_page(form, 200)
    if hashing_pages.are_busy():
        form.form_errors.append(_("Too many people are signing in right now. Try again in a moment."))
        return _sign_in_page(form, 503)
    if not form.validate():
        return _sign_in_page(form, 400 if form.csrf_token.errors else 422)
    try:
        user = _try_password(form.email.data or "", form.password.data or "")
    except TooManyRequests as refusal:
        return throttling.try_later(form, lambda: _sign_in_page(form, 429), refusal)
    if user is None or not login.sign_in(user, via=login.BY_FORM):
        security_events.refused("sign-in refused", via=login.BY_FORM)
        form.password.errors = [_("Email or password is wrong")]
        return _sign_in_page(form, 422)
    return _to_next_page(form)


def _to_next_page(form: SignInForm) -> Response:
    return redirect(own_path(form.next.data) or url_for("owner_my_media.page"), 303)


def _try_password(email: str, password: str) -> User | None:
    """Raises TooManyRequests when there were too many wrong ones."""
    with database.reading() as db:
        user = passwords.enabled_user(db, email)
    tries = Tries(email, user)
    tries.count()
    if not passwords.is_password_of(user, password):
        tries.was_wrong()
        return None
    tries.was_right()
    return user


def _sign_in_page(form: SignInForm, status: int) -> Response:
    return make_response(render_template("account/sign_in.html", form=form), status)


@blueprint.post("/logout")
def sign_out() -> Response:
    if not current_user.is_authenticated:
        return signing_out.signed_out(is_late=True)
    if not ActionForm().validate():
        # Without a message they would believe that they are signed out (contract 12.6).
        flash(_("You are still signed in, because the page was out of date. Sign out again."), "stays")
        return redirect(url_for("owner_my_media.page"), 303)
    with database.writing() as db:
        id_token = user_sessions.id_token_of(db, current_user.session_id)
        user_sessions.end_session(db, current_user.session_id)
    security_events.allowed("signed out")
    return signing_out.signed_out(id_token)
