"""Setting up the first admin at the one-time address (contract 12.3)."""

from flask import Blueprint, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response

from models.errors import NotFound
from models.people import setting_up
from models.plumbing import clock, database
from web.account import login
from web.account.forms import SetupForm
from web.pages.submitting import save
from web.requests import throttling

blueprint = Blueprint("account_setup", __name__, url_prefix="/setup", template_folder="templates")


@blueprint.route("/<token>", methods=["GET", "POST"])
def setup(token: str) -> Response:
    with database.reading() as db:
        is_open = setting_up.setup_is_open(db, token)
    if not is_open:
        throttling.count(throttling.UNKNOWN_TOKENS, "token")
        raise NotFound
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
        return make_response(render_template("account/setup.html", form=form), 422 if form.errors else 200)
    login.sign_in(user, via="set-up")
    return redirect(url_for("owner_my_media.page"), 303)
