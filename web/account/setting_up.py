"""Setting up the first admin at the one-time address (contract 12.3)."""

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from models.errors import Forbidden, NotFound
from models.people import setting_up
from models.people.setting_up import SetupState
from models.plumbing import clock, database
from web.account import login
from web.account.forms import SetupForm
from web.pages import errors
from web.pages.forms import ActionForm
from web.pages.submitting import save
from web.requests import throttling

blueprint = Blueprint("account_setup", __name__, url_prefix="/setup", template_folder="templates")


@blueprint.route("/<token>", methods=["GET", "POST"])
def setup(token: str) -> Response:
    with database.reading() as db:
        state = setting_up.setup_state(db, token)
    if state is SetupState.UNKNOWN:
        throttling.count(throttling.UNKNOWN_TOKENS, "token")
        raise NotFound
    if state is SetupState.USED:
        return _used()
    try:
        return _become_admin(token) if request.form.get("do") == "me" else _create(token)
    except Forbidden:
        # Another browser was faster.
        return _used()


def _used() -> Response:
    """Somebody who sends the form twice has an account already, and is led to signing in."""
    sign_in = url_for("account.sign_in")
    if request.method == "POST":
        return redirect(sign_in, 303)
    return errors.error_page(410, _("This site is set up already"), _("Sign in with your account."), back=sign_in)


def _create(token: str) -> Response:
    form = SetupForm()
    user = save(
        form,
        lambda db: setting_up.create_first_admin(
            db,
            token,
            email=form.email.cleaned,
            name=form.name.cleaned,
            password=form.password.data or "",
            now=clock.utcnow(),
        ),
    )
    if user is None:
        page = render_template("account/setup.html", form=form, me=ActionForm(formdata=None), here=request.path)
        return make_response(page, 422 if form.errors else 200)
    login.sign_in(user, via="set-up")
    return redirect(url_for("owner_my_media.page"), 303)


def _become_admin(token: str) -> Response:
    """Somebody who is signed in here, for example through the provider, becomes the admin."""
    if not current_user.is_authenticated:
        return redirect(url_for("account.sign_in", next=request.path), 303)
    ActionForm().require_valid()
    with database.writing() as db:
        setting_up.become_first_admin(db, token, login.signed_in_user().id, now=clock.utcnow())
    return redirect(url_for("owner_my_media.page"), 303)
