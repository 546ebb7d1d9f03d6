"""Signing in and out; setting up the first admin by the one-time address."""

from functools import partial

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response as BaseResponse

from models.errors import Invalid, NotFound
from models.people import passwords, setting_up, user_sessions
from models.plumbing import clock, database
from models.tables import User
from web.account import login
from web.account.forms import SetupForm, SignInForm
from web.observing import auditing
from web.pages.forms import ActionForm
from web.pages.localizing import words
from web.requests import throttling
from web.requests.redirecting import inside

blueprint = Blueprint("account", __name__, template_folder="templates")


@blueprint.app_context_processor
def _forms() -> dict[str, object]:
    # Made only where a page shows it: a guest's page must never start an owner's session.
    return {"sign_out_form": partial(ActionForm, formdata=None)} if request.blueprint != "guest" else {}


@blueprint.route("/login", methods=["GET", "POST"])
def sign_in() -> BaseResponse:
    form = SignInForm(request.form if request.method == "POST" else None, next=request.args.get("next", ""))
    if request.method != "POST":
        # Who is in already has no use for the form; it would look as if they were out.
        is_in = current_user.is_authenticated
        return redirect(inside(form.next.data) or url_for("owner.my_media"), 303) if is_in else _sign_in_page(form, 200)
    if not form.validate():
        return _sign_in_page(form, 400 if form.csrf_token.errors else 422)
    try:
        user = _known(form.email.data or "", form.password.data or "")
    except TooManyRequests as refusal:
        return throttling.later(form, lambda: _sign_in_page(form, 429), refusal)
    if user is None:
        auditing.stopped("sign-in refused", via="password")
        form.password.errors = [_("Email or password is wrong")]
        return _sign_in_page(form, 422)
    login.begin(user, via="password")
    return redirect(inside(form.next.data) or url_for("owner.my_media"), 303)


def _known(email: str, password: str) -> User | None:
    """Raises TooManyRequests."""
    about = ("sign-in", email.strip().lower()[:254])
    throttling.check(throttling.SIGN_INS_OF_ONE_ACCOUNT, *about)
    throttling.check(throttling.SIGN_INS, "sign-in")
    with database.reading() as reader:
        user = passwords.known_user(reader, email=email, password=password)
    if user is None:
        throttling.count(throttling.SIGN_INS_OF_ONE_ACCOUNT, *about)
        throttling.count(throttling.SIGN_INS, "sign-in")
    return user


def _sign_in_page(form: SignInForm, status: int) -> Response:
    return make_response(render_template("account/sign_in.html", form=form), status)


@blueprint.post("/logout")
def sign_out() -> BaseResponse:
    if not current_user.is_authenticated:
        return login.signed_out()
    if not ActionForm().validate():
        # Of a page from before they signed in, or of another site: they must not take themselves for signed out.
        flash(_("You are still signed in, because the page was out of date. Sign out once more."))
        return redirect(url_for("owner.my_media"), 303)
    with database.writing() as writer:
        user_sessions.end_session(writer, current_user.session_id)
    auditing.came("signed out")
    login.forget()
    return login.signed_out()


@blueprint.route("/setup/<token>", methods=["GET", "POST"])
def setup(token: str) -> BaseResponse:
    """Open until somebody has an account; afterwards it is a page that does not exist."""
    with database.reading() as reader:
        if not setting_up.setup_is_open(reader, token):
            throttling.count(throttling.UNKNOWN_TOKENS, "token")
            raise NotFound
    form = SetupForm()
    if request.method != "POST" or not form.validate():
        return make_response(render_template("account/setup.html", form=form), 422 if request.method == "POST" else 200)
    try:
        with database.writing() as writer:
            user = setting_up.set_up(
                writer,
                token,
                email=form.email.cleaned,
                name=form.name.cleaned,
                password=form.password.data or "",
                now=clock.utcnow(),
            )
    except Invalid as error:
        form[error.field].errors = [words(error)]
        return make_response(render_template("account/setup.html", form=form), 422)
    login.begin(user, via="set-up")
    return redirect(url_for("owner.my_media"), 303)
