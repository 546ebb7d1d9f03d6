"""The organisation's OpenID provider: authorization code with PKCE, state and nonce, by Authlib.

Loaded only where a provider is configured: Authlib and what it stands on are some 15 MB.
"""

import logging
from typing import Any

from authlib.integrations.base_client import OAuthError
from authlib.integrations.flask_client import OAuth
from flask import Flask, Response, current_app, flash, redirect, request, session, url_for
from flask_babel import gettext as _
from joserfc.errors import JoseError
from requests import RequestException
from werkzeug.wrappers import Response as BaseResponse

from models.config.settings import settings
from models.errors import Forbidden
from models.people import oidc
from models.plumbing import clock, database
from web.account import login
from web.observing import auditing
from web.pages import errors
from web.pages.localizing import words

log = logging.getLogger(__name__)

# A provider that is silent must become a page in seconds.
PATIENCE_SECONDS = 5
PROVIDER = "provider"
ALGORITHMS = "id_token_signing_alg_values_supported"
# Of a private key alone: no secret that two share, and not none.
SIGNATURES = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"}
# Authlib remembers each start in the cookie until its way back; browsers drop a cookie of more than 4 KB, some 20.
STARTS_KEPT = 5
# What a provider can make of a request that was right: silence, an error, an answer that is none.
FAILING = (RequestException, OAuthError, JoseError, KeyError, ValueError, TypeError, RuntimeError)


def init_app(app: Flask) -> None:
    """Raises Misconfigured."""
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
            "default_timeout": PATIENCE_SECONDS,
        },
    )
    app.extensions["guestlink.oidc"] = oauth


def _provider() -> Any:
    return current_app.extensions["guestlink.oidc"].create_client(PROVIDER)


def begin(wanted: str | None) -> BaseResponse:
    """`wanted` is the page to come back to; it is remembered with this start alone."""
    provider, back = _provider(), settings().base_url + url_for("account_oidc.callback")
    try:
        _check(provider)
        start = provider.create_authorization_url(back)
    except FAILING as error:
        return _failing(error, wanted)
    # Everything but the address itself, which would be half the cookie.
    address = start.pop("url")
    provider.save_authorize_data(redirect_uri=back, wanted=wanted, **start)
    _forget_abandoned()
    return redirect(address)


def _forget_abandoned() -> None:
    starts = [name for name in session if name.startswith(f"_state_{PROVIDER}_")]
    for name in sorted(starts, key=lambda start: session[start]["exp"])[:-STARTS_KEPT]:
        session.pop(name)


def callback() -> BaseResponse:
    provider, state = _provider(), request.args.get("state", "")
    start = provider.framework.get_state_data(session, state) or {}
    wanted = start.get("wanted")
    if not start or not (request.args.get("code") or request.args.get("error")):
        # Of another browser, used twice, or made up.
        return _try_again(wanted)
    if request.args.get("error") == "access_denied":
        provider.framework.clear_state_data(session, state)
        flash(_("You did not sign in with %(name)s.", name=settings().oidc_name))
        return redirect(url_for("account.sign_in", next=wanted), 303)
    try:
        known = _known(provider)
    except FAILING as error:
        # That code is spent, too old, or never was; everything else is between the provider and this site.
        return _try_again(wanted) if getattr(error, "error", "") == "invalid_grant" else _failing(error, wanted)
    return _enter(known, wanted)


def _enter(known: oidc.Known, wanted: str | None) -> BaseResponse:
    try:
        with database.writing() as writer:
            user = oidc.person_of(writer, known, now=clock.utcnow())
    except Forbidden as refusal:
        auditing.stopped("sign-in refused", via="provider", cause=refusal.sentence)
        return _not_in(403, _("Signing in did not work"), words(refusal), wanted)
    login.begin(user, via="provider")
    return redirect(wanted or url_for("owner.my_media"), 303)


def _known(provider: Any) -> oidc.Known:
    _check(provider)
    token = provider.authorize_access_token()
    claims = dict(token["userinfo"])
    if "email" not in claims:
        # Many providers tell it only to who asks; of the very same subject (OpenID Connect Core, 5.3.2).
        told = dict(provider.userinfo(token=token))
        if told.get("sub") != claims["sub"]:
            raise ValueError("userinfo of another subject")
        claims |= told
    return oidc.Known(
        subject=f"{claims['iss']} {claims['sub']}",
        email=str(claims.get("email") or ""),
        email_verified=claims.get("email_verified") is True,
        name=str(claims.get("name") or ""),
    )


def _check(provider: Any) -> None:
    """What a provider says of itself is believed of this one only, and of no signature that anybody could make."""
    told = provider.load_server_metadata()
    if str(told.get("issuer", "")).rstrip("/") != settings().oidc_issuer:
        raise ValueError("the provider calls itself another one")
    told[ALGORITHMS] = [name for name in told.get(ALGORITHMS) or ["RS256"] if name in SIGNATURES]
    if not told[ALGORITHMS]:
        raise ValueError("the provider offers no signature of a private key")


def _try_again(wanted: str | None) -> Response:
    return _not_in(400, _("Signing in did not work"), _("Go back and try once more."), wanted)


def _failing(error: Exception, wanted: str | None) -> Response:
    # A word of the standard, such as `invalid_client` for a wrong secret; its description may be about a person.
    code = repr(getattr(error, "error", ""))[:60]
    log.warning("the OpenID provider does not answer as it should: %s %s", type(error).__name__, code)
    response = _not_in(
        503,
        _("Signing in there is not possible just now"),
        _(
            "Your organisation’s sign-in does not answer as it should. Try again in a moment. If it goes on, tell the"
            " people who run this site."
        ),
        wanted,
    )
    response.headers["Retry-After"] = errors.RETRY_AFTER
    return response


def _not_in(status: int, heading: str, text: str, wanted: str | None) -> Response:
    back = url_for("account.sign_in", next=wanted)
    # Another language: not by this address again, whose code is spent.
    return errors.page(status, heading, text, back=back, language_back=back)
