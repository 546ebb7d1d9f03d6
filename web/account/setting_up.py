"""One-time addresses: setting up the site, an invitation, a new password (contract 12.43). All begin with /setup/."""

from flask import Blueprint, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from models.errors import Forbidden
from models.people import one_time_addresses, setting_up
from models.people.one_time_addresses import Found, Standing
from models.plumbing import clock, database
from models.tables.one_time_address import Purpose
from web.account import choosing_password, first_admin
from web.observing import security_events
from web.pages import errors
from web.requests import throttling

blueprint = Blueprint("account_setup", __name__, url_prefix="/setup", template_folder="templates")


@blueprint.route("/<token>", methods=["GET", "POST"])
def setup(token: str) -> Response:
    found = _found(token)
    if found.standing is Standing.UNKNOWN:
        throttling.count(throttling.UNKNOWN_TOKENS, "token")
        return _unknown()
    if found.standing is not Standing.WORKS:
        return _over(found)
    try:
        return first_admin.page(token) if found.user is None else choosing_password.page(token, found)
    except Forbidden:
        # Another browser was faster.
        return _over(_found(token))


def _found(token: str) -> Found:
    now = clock.utcnow()
    with database.reading() as db:
        found = one_time_addresses.found_address(db, token, now=now)
        if found.kind is Purpose.SET_UP:
            return Found(setting_up.setup_standing(db, token, now=now), found.kind)
        return found


def _unknown() -> Response:
    text = _("It may have been replaced by a newer one, or a part of it was lost on its way. Ask for a new one.")
    return errors.error_page(404, _("This address does not work"), text)


def _over(found: Found) -> Response:
    if found.standing is Standing.UNKNOWN:
        return _unknown()
    is_used, sign_in = found.standing is Standing.USED, url_for("account.sign_in")
    security_events.refused("one-time address refused", cause="used" if is_used else "expired")
    if found.kind is Purpose.SET_UP:
        return first_admin.used() if is_used else first_admin.expired()
    if is_used:
        text = _("Sign in with the password that was chosen here. If it was not you, ask an admin for help.")
        return errors.error_page(410, _("This address has been used"), text, back=sign_in)
    text = _("It worked for 7 days. Ask an admin of this site for a new one.")
    return errors.error_page(410, _("This address has expired"), text, back=sign_in)
