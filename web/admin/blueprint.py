"""What all admin pages share: they are for admins only, and their lists have pages."""

from typing import Any

from flask import Blueprint, current_app, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from models.errors import Forbidden, NotFound
from models.plumbing.row_ids import row_id
from models.tables.user import Role
from web.account.login import signed_in_user
from web.pages.forms import ActionForm


def admin_blueprint(name: str, prefix: str) -> Blueprint:
    """All its routes are for admins only (contract 4.22)."""
    blueprint = Blueprint(name, __name__, url_prefix=f"/admin{prefix}", template_folder="templates")
    blueprint.before_request(_admins_only)
    blueprint.context_processor(lambda: {"action_form": ActionForm, "page_url": _page_url})
    return blueprint


def _admins_only() -> Response | None:
    if not current_user.is_authenticated:
        to_sign_in: Response = current_app.login_manager.unauthorized()  # type: ignore[attr-defined]
        return to_sign_in
    if signed_in_user().role != Role.ADMIN:
        raise Forbidden("Only an admin can do that.")
    return None


def submitted_id() -> int:
    """The row that a button of a list is about. Raises NotFound if the field `id` holds nothing like an id."""
    number = row_id(request.form.get("id", ""))
    if number is None:
        raise NotFound
    return number


def _page_url(number: int) -> str:
    """The address of another page of the same list, with the same filter."""
    values: dict[str, Any] = {**(request.view_args or {}), "page": number}
    values |= {name: request.args[name] for name in ("state", "who", "search") if name in request.args}
    return url_for(request.endpoint or "", **values)
