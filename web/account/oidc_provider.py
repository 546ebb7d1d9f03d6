"""Signing in at the organisation's OpenID provider, with Authlib: authorization code, PKCE, state and nonce.

Imported only on sites with a provider: Authlib and what it needs take some 15 MB (facts 62).
"""

import logging
from typing import Any

from authlib.integrations.base_client import OAuthError
from authlib.integrations.flask_client import OAuth
from flask import Flask, current_app, flash, redirect, request, session, url_for
from flask_babel import gettext as _
from joserfc.errors import JoseError
from requests import RequestException
from werkzeug.wrappers import Response

from models.config.settings import settings
from models.errors import Forbidden
from models.people import oidc
from models.plumbing import clock, database
from web.account import login
from web.observing import security_events
from web.pages import errors
from web.pages.localizing import translated

log = logging.getLogger(__name__)

# How long the person waits for a provider that does not answer, before they get an error page.
TIMEOUT_SECONDS = 5
PROVIDER = "provider"
ALGORITHMS = "id_token_signing_alg_values_supported"
# Only signatures of a private key. Anybody could make `none`, and HS256 uses a secret that is not the provider's alone.
SIGNATURES = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"}
# Authlib keeps each start of a sign-in in the cookie, and some 20 of them would make it too large (facts 41).
STARTS_KEPT = 5
# What Authlib raises when the provider does not answer, answers with an error, or sends something else.
PROVIDER_ERRORS = (RequestException, OAuthError, JoseError, KeyError, ValueError, TypeError, RuntimeError)


def init_app(app: Flask) -> None:
    config = settings()
    oauth = OAuth(app)
    oauth.register(
        PROVIDER,
        server_metadata_url=f"{config.oidc_issuer}/.well-known/openid-configuration",
        client_id=config.oidc_client_id,
        client_secret=config.oidc_client_secret,
        client_kwargs={
            "scope": "openid email profile",
            "code_challenge_method": "S256",
            "default_timeout": TIMEOUT_SECONDS,
        },
    )
    app.extensions["guestlink.oidc"] = oauth


def _provider() -> Any:
    return current_app.extensions["guestlink.oidc"].create_client(PROVIDER)


def begin(next_page: str | None) -> Response:
    """Send the browser to the provider. `next_page` is shown after signing in; each start has its own."""
    provider, back = _provider(), settings().base_url + url_for("account_oidc.callback")
    try:
        _check_metadata(provider)
        start = provider.create_authorization_url(back)
    except PROVIDER_ERRORS as error:
        return _provider_failed(error, next_page)
    # The address is not kept, because it would fill half of the cookie.
    address = start.pop("url")
    provider.save_authorize_data(redirect_uri=back, next_page=next_page, **start)
    _forget_old_starts()
    return redirect(address)


def _forget_old_starts() -> None:
    starts = [name for name in session if name.startswith(f"_state_{PROVIDER}_")]
    for name in sorted(starts, key=lambda start: session[start]["exp"])[:-STARTS_KEPT]:
        session.pop(name)


def callback() -> Response:
    provider, state = _provider(), request.args.get("state", "")
    start = provider.framework.get_state_data(session, state) or {}
    next_page = start.get("next_page")
    if not start or not (request.args.get("code") or request.args.get("error")):
        # The address belongs to another browser, was used before, or is made up.
        return _try_again(next_page)
    if request.args.get("error") == "access_denied":
        provider.framework.clear_state_data(session, state)
        flash(_("You did not sign in with %(name)s.", name=settings().oidc_name))
        return redirect(url_for("account.sign_in", next=next_page), 303)
    try:
        claims = _fetch_claims(provider)
    except PROVIDER_ERRORS as error:
        if getattr(error, "error", "") == "invalid_grant":
            # The code was used before, is too old, or is made up.
            return _try_again(next_page)
        return _provider_failed(error, next_page)
    return _sign_in(claims, next_page)


def _sign_in(claims: oidc.Claims, next_page: str | None) -> Response:
    try:
        with database.writing() as db:
            user = oidc.find_or_create_user(db, claims, now=clock.utcnow())
    except Forbidden as refusal:
        security_events.refused("sign-in refused", via="provider", cause=refusal.sentence)
        return _error_page(403, _("Signing in did not work"), translated(refusal), next_page)
    login.sign_in(user, via="provider")
    return redirect(next_page or url_for("owner_my_media.page"), 303)


def _fetch_claims(provider: Any) -> oidc.Claims:
    """Raises one of PROVIDER_ERRORS."""
    _check_metadata(provider)
    token = provider.authorize_access_token()
    claims = dict(token["userinfo"])
    if "email" not in claims:
        # Many providers give the email only on request. The subject must be the same (OpenID Connect Core, 5.3.2).
        userinfo = dict(provider.userinfo(token=token))
        if userinfo.get("sub") != claims["sub"]:
            raise ValueError("userinfo of another subject")
        claims |= userinfo
    return oidc.Claims(
        subject=f"{claims['iss']} {claims['sub']}",
        email=str(claims.get("email") or ""),
        email_verified=claims.get("email_verified") is True,
        name=str(claims.get("name") or ""),
    )


def _check_metadata(provider: Any) -> None:
    """Leave only the safe algorithms in the provider's metadata, which Authlib goes by (contract 12.9).

    Raises ValueError if none is left, or if the issuer is not the one in the settings.
    """
    metadata = provider.load_server_metadata()
    if str(metadata.get("issuer", "")).rstrip("/") != settings().oidc_issuer:
        raise ValueError("the provider has another issuer than the settings")
    metadata[ALGORITHMS] = [name for name in metadata.get(ALGORITHMS) or ["RS256"] if name in SIGNATURES]
    if not metadata[ALGORITHMS]:
        raise ValueError("the provider offers no signature of a private key")


def _try_again(next_page: str | None) -> Response:
    return _error_page(400, _("Signing in did not work"), _("Go back and try again."), next_page)


def _provider_failed(error: Exception, next_page: str | None) -> Response:
    # Only the error code, such as `invalid_client` for a wrong secret. The description may name a person.
    code = repr(getattr(error, "error", ""))[:60]
    log.warning("the OpenID provider does not answer as it should: %s %s", type(error).__name__, code)
    return _error_page(
        503,
        _("You cannot sign in there right now"),
        _(
            "Your organisation’s sign-in is not responding as it should. Try again in a moment. If this keeps"
            " happening, tell the people who run this site."
        ),
        next_page,
    )


def _error_page(status: int, heading: str, text: str, next_page: str | None) -> Response:
    back = url_for("account.sign_in", next=next_page)
    # A change of language must not lead to this address again: its code is used up.
    return errors.error_page(status, heading, text, back=back, language_back=back)
