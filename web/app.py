"""The Flask application: what every page has in common, and the list of its parts."""

from urllib.parse import urlsplit

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from models.plumbing import keys
from models.plumbing.settings import Settings, settings
from web import converters, display, errors, health, localizing, parsing, security
from web.account import login, oidc
from web.account import page as account_page
from web.account import views as account
from web.admin import groups, maintenance, modules, users
from web.guest import playing
from web.guest import views as guest
from web.owner import access, captions, collaborating, editing, guests, liking, live, media, rooms, uploading

# Any form but an upload (SPEC 6).
FORM_BYTES = 64 * 1024


def create_app() -> Flask:
    """The application, for the settings of this process. Raises Misconfigured."""
    config = settings()
    app = Flask(__name__)
    app.request_class = parsing.Incoming
    app.config.update(_configuration(config))
    if config.jitsi_host:
        # Refused now, in one line, and not at a guest's click.
        config.jitsi_key()
    if config.trusted_hops:
        hops = config.trusted_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    login.init_app(app)
    oidc.init_app(app)
    for part in (converters, display, errors, localizing, security):
        part.init_app(app)
    for blueprint in (guest.blueprint, playing.blueprint, account.blueprint, media.blueprint, health.blueprint):
        app.register_blueprint(blueprint)
    for part in (access, captions, collaborating, editing, guests, liking, live, rooms, uploading):
        app.register_blueprint(part.blueprint)
    for part in (account_page, oidc, modules, users, groups, maintenance):
        app.register_blueprint(part.blueprint)
    return app


def _configuration(config: Settings) -> dict[str, object]:
    return {
        "SECRET_KEY": keys.derive("flask"),
        "MAX_CONTENT_LENGTH": FORM_BYTES,
        "MAX_FORM_MEMORY_SIZE": FORM_BYTES,
        "TRUSTED_HOSTS": [urlsplit(config.base_url).hostname, "localhost", "127.0.0.1", "[::1]"],
        "PREFERRED_URL_SCHEME": urlsplit(config.base_url).scheme,
        "SESSION_COOKIE_NAME": ("__Host-" if config.is_https else "") + "guestlink_owner",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": config.is_https,
        # A form may lie open for days: nothing typed is lost to a token's age.
        "WTF_CSRF_TIME_LIMIT": None,
    }
