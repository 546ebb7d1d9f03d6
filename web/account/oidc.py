"""The addresses for signing in through the organisation's OpenID provider. Without a provider they are 404.

The sign-in page leads here by a link and not by a form: after a form, the content policy would forbid the redirect to
the provider.
"""

from types import ModuleType

from flask import Blueprint, Flask, redirect, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.urls import iri_to_uri
from werkzeug.wrappers import Response

from models.config.settings import settings
from web.observing.routed_path import as_routed
from web.requests.redirecting import own_path

OIDC_PATH = "/login/oidc"
# In characters. The address is kept in the cookie until the person is signed in, and a cookie has little room.
LONGEST_NEXT_PAGE = 200

# Pages that end a sign-in. They ask the provider for the address of signing out there.
_ENDING = {("POST", "/logout"), ("POST", "/account/sessions")}

blueprint = Blueprint("account_oidc", __name__, url_prefix=OIDC_PATH)


def init_app(app: Flask) -> None:
    is_configured = bool(settings().oidc_issuer)
    app.jinja_env.globals["oidc_name"] = settings().oidc_name if is_configured else None
    if is_configured:
        _provider().init_app(app)


def may_wait_for_provider(method: str, path: str) -> bool:
    """Whether the page with this address may have to wait for the provider's answer."""
    routed = as_routed(path)
    return routed.startswith(OIDC_PATH) or (bool(settings().oidc_issuer) and (method, routed) in _ENDING)


def _provider() -> ModuleType:
    """Raises NotFound on a site without a provider."""
    if not settings().oidc_issuer:
        raise NotFound
    from web.account import oidc_provider

    return oidc_provider


def sign_out_address(id_token: str) -> str | None:
    """Where the person signs out of the provider too. None if there is no such address, or the provider is away."""
    address: str | None = _provider().sign_out_address(id_token)
    return address


@blueprint.get("")
def begin() -> Response:
    next_page = _next_page(request.args.get("next"))
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        # A page of another site must not sign people in without asking them (contract 12.13).
        return redirect(url_for("account.sign_in", next=next_page), 303)
    prompt = "select_account" if request.args.get("account") == "other" else None
    response: Response = _provider().begin(next_page, prompt=prompt)
    return response


def _next_page(target: str | None) -> str | None:
    path = own_path(target)
    address = iri_to_uri(path) if path else ""
    return address if 0 < len(address) <= LONGEST_NEXT_PAGE else None


@blueprint.get("/callback")
def callback() -> Response:
    response: Response = _provider().callback()
    return response
