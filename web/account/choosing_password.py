"""The page where a person chooses their password, at an invitation or a reset address (contract 12.44)."""

from flask import make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response

from models.errors import Invalid
from models.people import choosing_password
from models.people.one_time_addresses import Found
from models.plumbing import clock, database, keys
from models.site import audit
from models.tables import User
from models.tables.one_time_address import Purpose
from web.account import login
from web.account.forms import ChosenPasswordForm
from web.observing import security_events
from web.pages import errors
from web.pages.submitting import show_refusal
from web.requests import throttling

CAUSE = "one-time address"


def page(token: str, found: Found) -> Response:
    """Raises Forbidden if somebody else has just used the address."""
    assert found.user is not None  # noqa: S101 (only for the type)
    if not login.has_password_form():
        text = _("People sign in at their organisation here, so a one-time address does not help.")
        return errors.error_page(403, _("You cannot sign in with a password"), text, back=url_for("account.sign_in"))
    form = ChosenPasswordForm()
    if not form.validate_on_submit():
        return _page(form, found, 422 if form.errors else 200)
    try:
        throttling.count_for(throttling.SIGN_INS_OF_ONE_ACCOUNT, CAUSE, keys.digest(token))
        password_hash = choosing_password.hash_chosen(found.user, form.password.data or "")
    except TooManyRequests as refusal:
        return throttling.try_later(form, lambda: _page(form, found, 429), refusal)
    except Invalid as refusal:
        show_refusal(form, refusal)
        return _page(form, found, 422)
    return _choose(token, password_hash)


def _choose(token: str, password_hash: str) -> Response:
    with database.writing() as db:
        user: User = choosing_password.choose_password(db, token, password_hash, now=clock.utcnow())
        audit.note(db, "password_set", user_id=user.id, detail=user.email, now=clock.utcnow())
    security_events.allowed("password chosen", person_id=user.id)
    if not login.sign_in(user, via=login.BY_ADDRESS):
        return redirect(url_for("account.sign_in"), 303)
    return redirect(url_for("owner_my_media.page"), 303)


def _page(form: ChosenPasswordForm, found: Found, status: int) -> Response:
    is_reset = found.kind is Purpose.RESET
    return make_response(
        render_template("account/choose_password.html", form=form, person=found.user, is_reset=is_reset), status
    )
