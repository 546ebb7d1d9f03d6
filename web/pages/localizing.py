"""Languages: which one a page speaks, the catalogs of translations, and the switch at its foot.

Owners choose for the whole site, guests for their own link only: each choice is a cookie that names a language and
nothing else, and neither side reads the other's.
"""

from functools import cached_property, lru_cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Blueprint, Flask, current_app, g, redirect, request, session, url_for
from flask_babel import Babel, Domain, format_decimal, get_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from models.config import zones
from models.config.settings import settings
from models.errors import GuestlinkError
from web.requests.redirecting import inside

# Each by its own name, as its speakers look for it.
LANGUAGES = {"en": "English", "es": "Español", "he": "עברית"}
RIGHT_TO_LEFT = {"he"}
CATALOGS = Path(__file__).parent.parent / "translations"
COOKIE, GUEST_COOKIE = "guestlink_language", "guestlink_guest_language"
YEAR_SECONDS = 365 * 24 * 3600

blueprint = Blueprint("localizing", __name__)


class Catalogs(Domain):
    """Read from the .po files as they are: no step of a build can be forgotten. A language costs its first reader some
    milliseconds."""

    def get_translations(self) -> NullTranslations:
        return _catalog(str(get_locale()))


class Speaking(Babel):
    @cached_property
    def domain_instance(self) -> Catalogs:
        return Catalogs()


@lru_cache(maxsize=len(LANGUAGES))
def _catalog(language: str) -> NullTranslations:
    file = CATALOGS / f"{language}.po"
    if not file.is_file():
        return NullTranslations()
    compiled = BytesIO()
    with file.open("rb") as source:
        write_mo(compiled, read_po(source, locale=language))
    compiled.seek(0)
    return Translations(compiled)


def init_app(app: Flask) -> None:
    Speaking(app, locale_selector=language, timezone_selector=zone, default_timezone=settings().timezone)
    app.register_blueprint(blueprint)
    app.context_processor(_of_the_page)


def language() -> str:
    """What was chosen here, else on the account, else what the browser asks for."""
    cookie = request.cookies.get(_prefixed(GUEST_COOKIE if _is_guests() else COOKIE), "")
    chosen = cookie if _is_guests() or cookie else session.get("language")
    if chosen in LANGUAGES:
        return chosen
    # Best first; of `he-IL` only the language counts here.
    asked = (tag.partition("-")[0].lower() for tag, quality in request.accept_languages if quality > 0)
    return next((tag for tag in asked if tag in LANGUAGES), "en")


def zone() -> str | None:
    """The account's own; None is the site's, which stands in for one that can no longer be read, too."""
    chosen = None if _is_guests() else session.get("timezone")
    return chosen if chosen and zones.is_readable(chosen) else None


def _is_guests() -> bool:
    return request.path.startswith("/g/")


def _of_the_page() -> dict[str, object]:
    spoken = str(get_locale() or "en")
    token = (request.view_args or {}).get("token") if _is_guests() else None
    return {
        "language_back": None if _is_guests() else _back(),
        "language": spoken,
        "chosen_zone": zone(),
        "direction": "rtl" if spoken in RIGHT_TO_LEFT else "ltr",
        "languages": LANGUAGES,
        "language_url": url_for("localizing.of_guest", token=token) if token else url_for("localizing.of_site"),
    }


def comes_back_to(address: str) -> None:
    """The page that is shown has this address, wherever its form was sent to: a change of language leads there."""
    g.language_back = address


def _back() -> str:
    """To the page that stood here; after a form to what its address shows, for what was posted is not posted again."""
    if "language_back" in g:
        return str(g.language_back)
    if request.method != "POST":
        return request.full_path
    is_page = current_app.url_map.bind("localhost").test(request.path, method="GET")
    return request.path if is_page else "/"


@blueprint.post("/language")
def of_site() -> Response:
    """A preference and no right: it needs no token against forgery, and works before signing in."""
    response = redirect(inside(request.form.get("back")) or "/", 303)
    return _with_choice(response, COOKIE, "/")


@blueprint.post("/g/<token>/language")
def of_guest(token: str) -> Response:
    page = url_for("guest.page", token=token)
    return _with_choice(redirect(page, 303), GUEST_COOKIE, page)


def forget_choice(response: Response) -> None:
    response.delete_cookie(_prefixed(COOKIE), secure=settings().is_https)


def _prefixed(name: str) -> str:
    return f"__Secure-{name}" if settings().is_https else name


def _with_choice(response: Response, name: str, path: str) -> Response:
    chosen = request.form.get("language", "")
    if chosen in LANGUAGES:
        secure = settings().is_https
        response.set_cookie(
            _prefixed(name), chosen, max_age=YEAR_SECONDS, path=path, httponly=True, samesite="Lax", secure=secure
        )
    return response


def words(error: GuestlinkError) -> str:
    """The domain's sentence in the reader's language: its labels translated, its numbers by locale."""
    shown = {
        name: format_decimal(value) if isinstance(value, int) else _(value) for name, value in error.values.items()
    }
    return str(_(error.sentence, **shown))
