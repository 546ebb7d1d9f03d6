"""Signing in at the organisation's OpenID provider: authorization code, PKCE, state and nonce.

Imported only on sites with a provider: Authlib and what it needs take some 15 MB (facts 62).
"""

import logging
import secrets

from authlib.common.security import generate_token
from flask import Flask, current_app, flash, redirect, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from models.config.settings import settings
from models.errors import Forbidden
from models.people import oidc
from models.plumbing import clock, database
from web.account import login
from web.account.provider import refusals, starts, tokens
from web.account.provider.at_provider import AtProvider
from web.account.provider.starts import Start
from web.account.provider.talking import ProviderFailed
from web.observing import security_events
from web.pages import errors
from web.pages.localizing import translated

log = logging.getLogger(__name__)


def init_app(app: Flask) -> None:
    app.extensions["guestlink.oidc"] = AtProvider(settings())


def _provider() -> AtProvider:
    provider: AtProvider = current_app.extensions["guestlink.oidc"]
    return provider


def begin(next_page: str | None, *, prompt: str | None = None, is_second: bool = False) -> Response:
    """Send the browser to the provider. `next_page` is shown after signing in; each start has its own."""
    if current_user.is_authenticated:
        return _to(next_page)
    # It is asked until somebody has signed in, which begins a new cookie: who goes Back and starts again is asked too.
    prompt = prompt or session.get(starts.ASK_ACCOUNT)
    start = Start(generate_token(24), next_page, generate_token(48), secrets.token_urlsafe(15), prompt, is_second)
    try:
        address = _provider().address(start, _back())
    except ProviderFailed as failure:
        return _provider_failed(failure, next_page)
    starts.add(start)
    return redirect(address)


def sign_out_address(id_token: str) -> str | None:
    try:
        return _provider().sign_out_address(id_token, settings().base_url + url_for("account.sign_in"))
    except ProviderFailed as failure:
        log.warning("the OpenID provider: %s", failure)
        return None


def _back() -> str:
    return settings().base_url + url_for("account_oidc.callback")


def _to(next_page: str | None) -> Response:
    return redirect(next_page or url_for("owner_my_media.page"), 303)


def callback() -> Response:
    start = starts.find(request.args.get("state", ""))
    next_page = start.next_page if start else None
    if current_user.is_authenticated:
        # Another tab has signed in, or the person went Back (contract 12.2).
        return _to(next_page)
    error = request.args.get("error")
    if not (start and start.nonce) or not (request.args.get("code") or error):
        # The address belongs to another browser, was used before, or is made up.
        return _try_again(next_page)
    starts.use(start)
    try:
        _provider().check_sender(request.args.get("iss"))
        return _refused_there(error, start) if error else _with_code(start)
    except ProviderFailed as failure:
        return _try_again(next_page) if failure.code == tokens.MADE_UP else _provider_failed(failure, next_page)


def _refused_there(error: str, start: Start) -> Response:
    """The provider sends the person back with an error."""
    prompt = refusals.prompt_to_start_again(error, start.prompt)
    if prompt is not None and not start.is_second:
        return begin(start.next_page, prompt=prompt or None, is_second=True)
    name = settings().oidc_name
    if error == "access_denied":
        flash(_("You did not sign in with %(name)s.", name=name), "stays")
        flash(_("If you did not stop there yourself, ask your organisation to let you use this site."), "stays")
        return redirect(url_for("account.sign_in", next=start.next_page), 303)
    failure = ProviderFailed(f"it refuses a sign-in: {error[:60]!r}", error[:60])
    return _provider_failed(failure, start.next_page)


def _with_code(start: Start) -> Response:
    """Raises ProviderFailed."""
    token, said = _provider().claims(request.args["code"], start, _back())
    return _sign_in(said, token, start.next_page)


def _sign_in(said: oidc.Claims, id_token: str, next_page: str | None) -> Response:
    try:
        with database.writing() as db:
            user = oidc.find_or_create_user(db, said, now=clock.utcnow())
    except Forbidden as refusal:
        if isinstance(refusal, oidc.SomebodyElse):
            with database.writing() as db:
                oidc.record_refused(db, said, now=clock.utcnow())
        security_events.refused("sign-in refused", via="provider", cause=refusal.sentence)
        return _error_page(403, _("Signing in did not work"), translated(refusal), next_page)
    login.sign_in(user, via="provider", id_token=id_token)
    return _to(next_page)


def _try_again(next_page: str | None) -> Response:
    return _error_page(400, _("Signing in did not work"), _("Go back and try again."), next_page)


def _provider_failed(failure: ProviderFailed, next_page: str | None) -> Response:
    log.warning("the OpenID provider: %s", failure)
    text = refusals.words(failure.code, settings().oidc_name)
    return _error_page(503, _("You cannot sign in there right now"), text, next_page)


def _error_page(status: int, heading: str, text: str, next_page: str | None) -> Response:
    back = url_for("account.sign_in", next=next_page)
    # A change of language must not lead to this address again: its code is used up.
    return errors.error_page(status, heading, text, back=back, language_back=back)
