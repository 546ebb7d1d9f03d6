"""The organisation's OpenID provider: authorization code with PKCE, state and nonce, by Authlib.

Loaded only where a provider is configured: Authlib and what it stands on are some 15 MB.
"""

import logging
from typing import Any

from authlib.integrations.base_client import OAuthError
from authlib.integrations.flask_client import OAuth
from flask import Flask, Response, current_app, redirect, session, url_for
from flask_babel import gettext as _
from joserfc.errors import JoseError
from requests import RequestException
from werkzeug.wrappers import Response as BaseResponse

from models import federating
from models.plumbing import clock, db
from models.plumbing.settings import settings
from web import errors
from web.account import login

log = logging.getLogger(__name__)

# A provider that is silent must become a page in seconds.
PATIENCE_SECONDS = 5
PROVIDER = "provider"
# Authlib remembers each start in the cookie until its way back; browsers drop a cookie of more than 4 KB, some 20.
STARTS_KEPT = 5


def init_app(app: Flask) -> None:
    """Raises Misconfigured."""
    config = settings()
    oauth = OAuth(app)
    oauth.register(
        PROVIDER,
        server_metadata_url=f"{config.oidc_issuer}/.well-known/openid-configuration",
        client_id=config.oidc_client_id,
        client_secret=config.oidc_key(),
        client_kwargs={
            "scope": "openid email profile",
            "code_challenge_method": "S256",
            "default_timeout": PATIENCE_SECONDS,
        },
    )
    app.extensions["guestlink.oidc"] = oauth


def _provider() -> Any:
    return current_app.extensions["guestlink.oidc"].create_client(PROVIDER)


def begin() -> BaseResponse:
    provider = _provider()
    try:
        answer: BaseResponse = provider.authorize_redirect(settings().base_url + url_for("account_oidc.callback"))
    except (RequestException, ValueError) as error:
        return _silent(error)
    _forget_abandoned()
    return answer


def _forget_abandoned() -> None:
    starts = [name for name in session if name.startswith(f"_state_{PROVIDER}_")]
    for name in sorted(starts, key=lambda start: session[start]["exp"])[:-STARTS_KEPT]:
        session.pop(name)


def callback() -> BaseResponse:
    provider = _provider()
    try:
        known = _known(provider)
    except RequestException as error:
        return _silent(error)
    except (OAuthError, JoseError, KeyError, ValueError, TypeError) as error:
        # A wrong state, a code used twice, a refusal, nonsense: nobody is signed in, and that is all there is to say.
        log.info("signing in by OpenID Connect did not work: %s", type(error).__name__)
        return errors.page(
            400, _("Signing in did not work"), _("Go back and try once more."), back=url_for("account.sign_in")
        )
    with db.writing() as writer:
        user = federating.person_of(writer, known, now=clock.utcnow())
    login.begin(user)
    return redirect(url_for("owner.my_media"), 303)


def _known(provider: Any) -> federating.Known:
    token = provider.authorize_access_token()
    claims = dict(token["userinfo"])
    if "email" not in claims:
        # Many providers tell it only to who asks; of the very same subject (OpenID Connect Core, 5.3.2).
        told = dict(provider.userinfo(token=token))
        if told.get("sub") != claims["sub"]:
            raise ValueError("userinfo of another subject")
        claims |= told
    return federating.Known(
        subject=f"{claims['iss']} {claims['sub']}",
        email=str(claims.get("email") or ""),
        email_verified=claims.get("email_verified") is True,
        name=str(claims.get("name") or ""),
    )


def _silent(error: Exception) -> Response:
    log.warning("the OpenID provider does not answer: %s", type(error).__name__)
    response = errors.page(
        503,
        _("Signing in there is not possible just now"),
        _("Your organisation’s sign-in does not answer. Try again in a moment."),
        back=url_for("account.sign_in"),
    )
    response.headers["Retry-After"] = errors.RETRY_AFTER
    return response
