"""What every admin page has in common: who may come in, how its lists are turned."""

from typing import Any

from flask import Blueprint, current_app, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from models.errors import Forbidden
from models.tables.user import Role
from web.account.login import signed_in_user
from web.pages.forms import ActionForm


def admin_blueprint(name: str, prefix: str) -> Blueprint:
    """A blueprint of which no route can forget to ask."""
    blueprint = Blueprint(name, __name__, url_prefix=f"/admin{prefix}", template_folder="templates")
    blueprint.before_request(_admins_only)
    blueprint.context_processor(lambda: {"action_form": ActionForm, "turned": _turned})
    return blueprint


def _admins_only() -> Response | None:
    if not current_user.is_authenticated:
        to_sign_in: Response = current_app.login_manager.unauthorized()  # type: ignore[attr-defined]
        return to_sign_in
    if signed_in_user().role != Role.ADMIN:
        raise Forbidden("Only an admin may do that.")
    return None


def _turned(number: int) -> str:
    """The address of another page of this very list."""
    kept: dict[str, Any] = {**(request.view_args or {}), "page": number}
    if "state" in request.args:
        kept["state"] = request.args["state"]
    return url_for(request.endpoint or "", **kept)


def saved() -> str:
    return str(_("Saved"))
