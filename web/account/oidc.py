"""Signing in through the organisation's OpenID provider, where there is one.

By a link, not a form: a form's policy would have to allow the provider's address.
"""

from types import ModuleType

from flask import Blueprint, Flask, redirect, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.urls import iri_to_uri
from werkzeug.wrappers import Response

from models.config.settings import settings
from web.requests.redirecting import inside

OIDC_PATH = "/login/oidc"
LONGEST_WANTED = 200

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
    wanted = _wanted(request.args.get("next"))
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        # Another site's page sends nobody through signing in unasked: they are asked first.
        return redirect(url_for("account.sign_in", next=wanted), 303)
    answer: Response = _provider().begin(wanted)
    return answer


def _wanted(target: str | None) -> str | None:
    """As the form's; but it waits in the cookie, which has little room."""
    kept = inside(target)
    address = iri_to_uri(kept) if kept else ""
    return address if 0 < len(address) <= LONGEST_WANTED else None


@blueprint.get("/callback")
def callback() -> Response:
    answer: Response = _provider().callback()
    return answer
