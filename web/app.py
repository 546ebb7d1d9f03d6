"""The Flask application: what every page has in common, and the list of its parts."""

from urllib.parse import urlsplit

from flask import Flask, Request
from werkzeug.exceptions import SecurityError
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import MapAdapter
from werkzeug.wsgi import get_host

from models.config.settings import Settings, settings
from models.plumbing import keys
from web.account import browsers, login, oidc, signing
from web.account import page as account_page
from web.account import views as account
from web.admin import groups, maintenance, modules, users
from web.guest import playing
from web.guest import views as guest
from web.observing import health, metrics, requests
from web.owner.adding import live as adding_live
from web.owner.adding import rooms, uploading
from web.owner.guests import entries
from web.owner.items import captions, collaborators, editing, live, posters
from web.owner.library import liking, media
from web.owner.links import access
from web.pages import display, errors, localizing, security
from web.requests import converters, parsing

# Any form but an upload (contract 6.20).
FORM_BYTES = 64 * 1024


class Application(Flask):
    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """Judges the host that is asked for, in any case of its letters; to Werkzeug's own list an address with colons
        is none. Raises SecurityError."""
        if request is not None and urlsplit(f"//{get_host(request.environ)}").hostname not in self.config["HOSTS"]:
            raise SecurityError
        return super().create_url_adapter(request)


def create_app() -> Flask:
    """The application, for the settings of this process. Raises Misconfigured."""
    config = settings()
    app = Application(__name__)
    app.request_class = parsing.Incoming
    app.session_interface = signing.Sessions()
    app.config.update(_configuration(config))
    if config.trusted_hops:
        hops = config.trusted_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    login.init_app(app)
    oidc.init_app(app)
    # Observing first: whatever else a request meets is told under its id.
    for part in (requests, metrics, browsers, converters, display, errors, localizing, security):
        part.init_app(app)
    for blueprint in (guest.blueprint, playing.blueprint, account.blueprint, health.blueprint):
        app.register_blueprint(blueprint)
    for part in (
        access,
        adding_live,
        captions,
        collaborators,
        editing,
        entries,
        liking,
        live,
        media,
        posters,
        rooms,
        uploading,
    ):
        app.register_blueprint(part.blueprint)
    for part in (account_page, oidc, modules, users, groups, maintenance):
        app.register_blueprint(part.blueprint)
    return app


def _configuration(config: Settings) -> dict[str, object]:
    # Oldest first; the last one signs.
    signing = [keys.derive("flask", key=key) for key in reversed(keys.ring())]
    return {
        "SECRET_KEY": signing[-1],
        "SECRET_KEY_FALLBACKS": signing[:-1],
        "WTF_CSRF_SECRET_KEY": signing,
        "MAX_CONTENT_LENGTH": FORM_BYTES,
        "MAX_FORM_MEMORY_SIZE": FORM_BYTES,
        "HOSTS": {urlsplit(config.base_url).hostname, "localhost", "127.0.0.1", "::1"},
        "PREFERRED_URL_SCHEME": urlsplit(config.base_url).scheme,
        "SESSION_COOKIE_NAME": ("__Host-" if config.is_https else "") + "guestlink_owner",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": config.is_https,
        # A form may lie open for days: nothing typed is lost to a token's age.
        "WTF_CSRF_TIME_LIMIT": None,
    }
