"""The Flask application: its configuration, and the list of its parts."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Request
from werkzeug.exceptions import SecurityError
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import MapAdapter, RequestRedirect

from models.config.settings import Settings, settings
from models.plumbing import keys
from web.account import account_page, browsers, login, oidc, session_cookie, setting_up, signing_in
from web.admin import audit_log, erasing, groups, home, maintenance, modules, theming, users
from web.guest import addresses, events, playing
from web.guest import views as guest
from web.observing import health, metrics, request_log
from web.owner.adding import live_sessions as adding_live_sessions
from web.owner.adding import piecewise, uploads
from web.owner.adding import rooms as adding_rooms
from web.owner.guests import entries, of_link
from web.owner.items import (
    captions,
    collaborators,
    editing,
    live_sessions,
    posters,
    remote_playlists,
    room_addresses,
)
from web.owner.library import deleting, likes, media_bytes, media_page, my_media, notices, recordings, rooms
from web.owner.links import all_links, guest_access, inviting, qr_codes
from web.owner.links import editing as link_editing
from web.owner.links import ending as link_ending
from web.pages import display, errors, localizing, looks, made_once, security, static_files
from web.requests import converters, parsing
from web.requests.redirecting import as_sent

# Each of these has a `blueprint`.
GUESTS_PAGES = (guest, playing, events)
OWNERS_PAGES = (
    all_links,
    adding_live_sessions,
    adding_rooms,
    captions,
    collaborators,
    deleting,
    editing,
    entries,
    guest_access,
    inviting,
    likes,
    link_editing,
    link_ending,
    live_sessions,
    remote_playlists,
    room_addresses,
    media_bytes,
    media_page,
    my_media,
    notices,
    of_link,
    piecewise,
    posters,
    qr_codes,
    recordings,
    rooms,
    uploads,
)
ACCOUNT_PAGES = (account_page, oidc, setting_up, signing_in)
ADMIN_PAGES = (audit_log, erasing, groups, home, maintenance, modules, theming, users)
_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(:[0-9]*)?")
PAGES = (*GUESTS_PAGES, *OWNERS_PAGES, *ACCOUNT_PAGES, *ADMIN_PAGES, health, looks)


class Application(Flask):
    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """As it is: no view and no hook of ours is asynchronous. Flask would look at each of a dozen, each time."""
        return func

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """Refuses a request for a host that is not ours (contract 11.15), raising SecurityError. Werkzeug's own check
        of trusted hosts does not understand IPv6 addresses."""
        if request is not None and (host := _host_of(request.environ)) not in self.config["HOSTS"]:
            if host.removesuffix(".") in self.config["HOSTS"] and request.method in {"GET", "HEAD"}:
                # Browsers keep the cookies of `example.org.` apart.
                raise RequestRedirect(settings().base_url + as_sent(request.environ))
            raise SecurityError
        adapter = super().create_url_adapter(request)
        if adapter is not None and not adapter.server_name:
            # Werkzeug does not take `media_1` or `example.org:` for a host.
            adapter.server_name = urlsplit(settings().base_url).netloc
        return adapter


def _host_of(environ: dict[str, Any]) -> str:
    """Empty for what is no host with or without a port. A proxy may have passed on anything."""
    if "HTTP_HOST" not in environ:
        return str(environ["SERVER_NAME"])
    named = _HOST.fullmatch(environ["HTTP_HOST"])
    return named[1].strip("[]").lower() if named else ""


def create_app() -> Flask:
    """The application, with the settings of this process. Raises Misconfigured."""
    config = settings()
    app = Application(__name__, static_folder=None)
    app.request_class = parsing.SiteRequest
    app.session_interface = session_cookie.AgelessSessionInterface()
    app.config.update(_configuration(config))
    if config.trusted_hops:
        hops = config.trusted_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    login.init_app(app)
    oidc.init_app(app)
    # The request log comes first, so that all the others log under the id of the request. `metrics` comes after
    # ProxyFix: what is added later sees a request earlier, here with the address that really connects.
    parts = (
        request_log,
        metrics,
        browsers,
        converters,
        display,
        errors,
        localizing,
        looks,
        made_once,
        security,
        static_files,
        addresses,
    )
    for part in parts:
        part.init_app(app)
    for part in PAGES:
        app.register_blueprint(part.blueprint)
    return app


def _configuration(config: Settings) -> dict[str, object]:
    # Oldest first: Flask signs with the last one.
    signing_keys = [keys.derive(session_cookie.LABEL, key=key) for key in reversed(keys.ring())]
    return {
        "SECRET_KEY": signing_keys[-1],
        "SECRET_KEY_FALLBACKS": signing_keys[:-1],
        "MAX_CONTENT_LENGTH": parsing.FORM_BYTES,
        "MAX_FORM_MEMORY_SIZE": parsing.FORM_BYTES,
        "HOSTS": {urlsplit(config.base_url).hostname, "localhost", "127.0.0.1", "::1"},
        "PREFERRED_URL_SCHEME": urlsplit(config.base_url).scheme,
        "SESSION_COOKIE_NAME": session_cookie.name(),
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": config.is_https,
    }
