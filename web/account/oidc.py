"""Signing in through the organisation's OpenID provider, where there is one.

By a link, not a form: a form's policy would have to allow the provider's address.
"""

from types import ModuleType

from flask import Blueprint, Flask
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from models.plumbing.settings import settings

OIDC_PATH = "/login/oidc"

blueprint = Blueprint("account_oidc", __name__, url_prefix=OIDC_PATH)


def init_app(app: Flask) -> None:
    """Raises Misconfigured."""
    is_configured = bool(settings().oidc_issuer)
    app.jinja_env.globals["oidc_name"] = settings().oidc_name if is_configured else None
    if is_configured:
        _provider().init_app(app)


def _provider() -> ModuleType:
    """Raises NotFound on a site without one."""
    if not settings().oidc_issuer:
        raise NotFound
    from web.account import provider

    return provider


@blueprint.get("")
def begin() -> Response:
    answer: Response = _provider().begin()
    return answer


@blueprint.get("/callback")
def callback() -> Response:
    answer: Response = _provider().callback()
    return answer
