"""The language and the time zone of a page, and the choice of languages at its foot.

Owners choose a language for the whole site, guests for their own link only (contract 3.29). A choice is a cookie that
holds the code of a language and nothing else. The pages of owners do not read the cookie of guests, and the pages of
guests do not read the cookie of owners.
"""

import re

from babel import Locale
from flask import Blueprint, Flask, after_this_request, current_app, g, redirect, request, session, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from models.config import zones
from models.config.settings import settings
from models.errors import GuestlinkError
from web.observing.guest_paths import is_guest_page
from web.pages import isolating
from web.pages.catalogs import PoBabel
from web.pages.isolating import RIGHT_TO_LEFT
from web.requests import site_cookies
from web.requests.guest_addresses import SOMEBODY_ELSE
from web.requests.redirecting import own_path

# Each language has its name in the language itself, which its speakers look for.
LANGUAGES = {"en": "English", "es": "Español", "he": "עברית"}
# Old Java and Android systems still send these codes. Nobody who asks for Indonesian or Yiddish gets another language
# because of them.
OLD_CODES = {"iw": "he", "in": "id", "ji": "yi"}
# Programs send the locale of their system, too: `he_IL.UTF-8`.
_BEHIND_CODE = re.compile("[-_.]")
# Dates and times in English are those of most countries: 6 Dec 2026, 18:00. `local-time.js` writes them alike.
LOCALES = {code: Locale.parse({"en": "en_GB"}.get(code, code)) for code in LANGUAGES}
COOKIE, GUEST_COOKIE = "language", "guest_language"
YEAR_SECONDS = 365 * 24 * 3600

blueprint = Blueprint("localizing", __name__)


def init_app(app: Flask) -> None:
    PoBabel(app, locale_selector=_locale, timezone_selector=zone, default_timezone=settings().timezone)
    isolating.init_app(app)
    app.register_blueprint(blueprint)
    app.context_processor(_page_context)


def _locale() -> Locale:
    """From our own: Babel would read the code each time."""
    return LOCALES[language()]


def language() -> str:
    """The language chosen here, else the one of the account, else the first that the browser accepts and we have."""
    chosen = _chosen_by_guest() if is_guest_page() else _chosen_on_site() or session.get("language")
    if chosen in LANGUAGES:
        return str(chosen)
    # Best first, as the browser has ordered them. Of `he-IL`, `he_IL` and `he.UTF-8` only `he` counts.
    codes = (_BEHIND_CODE.split(tag, 1)[0].lower() for tag, quality in request.accept_languages if quality > 0)
    accepted = (OLD_CODES.get(code, code) for code in codes)
    return next((tag for tag in accepted if tag in LANGUAGES), "en")


def _chosen_by_guest() -> str | None:
    """The path of the cookie is the guest's link, so it needs no name of this site."""
    return _first_language(site_cookies.sent(request.cookies, site_cookies.former_name(GUEST_COOKIE)))


def _chosen_on_site() -> str | None:
    chosen = _first_language(site_cookies.sent_now_or_before(request.cookies, COOKIE))
    if chosen and site_cookies.site_name(COOKIE) not in request.cookies:
        # From here on, what another site on this host keeps under the former name does not count here.
        after_this_request(lambda response: _keep_former_choice(response, chosen))
    return chosen


def _keep_former_choice(response: Response, chosen: str) -> Response:
    """Unless this answer says something else about the choice."""
    name = site_cookies.site_name(COOKIE)
    is_said = any(cookie.startswith(f"{name}=") for cookie in response.headers.getlist("Set-Cookie"))
    return response if is_said else _keep(response, name, chosen, "/")


def _first_language(sent: list[str]) -> str | None:
    return next((each for each in sent if each in LANGUAGES), None)


def zone() -> str | None:
    """The zone of the account. None means the zone of the site, also if the chosen one is no longer known."""
    chosen = None if is_guest_page() else session.get("timezone")
    return chosen if chosen and zones.is_known(chosen) else None


def _page_context() -> dict[str, object]:
    current, is_guests = (get_locale() or LOCALES["en"]).language, is_guest_page()
    return {
        "is_guests": is_guests,
        "language_back": None if is_guests else _page_address(),
        "language": current,
        "chosen_zone": zone(),
        "direction": "rtl" if current in RIGHT_TO_LEFT else "ltr",
        "languages": LANGUAGES,
        "language_url": _guests_language_url() if is_guests else url_for("localizing.choose_for_site"),
    }


def _guests_language_url() -> str | None:
    """None where the address of a link was spoilt and leads to no link. There is nothing to choose a language for."""
    token = (request.view_args or {}).get("token")
    return url_for("localizing.choose_for_guest", token=token) if token else None


def set_page_address(address: str) -> None:
    """Says at which address the page of this answer is. A change of language leads there. A view calls this if forms of
    the page are sent to other addresses."""
    g.page_address = address


def _page_address() -> str:
    """The address at which GET shows the page of this answer, or the start page if there is no such address."""
    if "page_address" in g:
        return str(g.page_address)
    if request.method != "POST":
        return request.full_path
    is_page = current_app.url_map.bind("localhost").test(request.path, method="GET")
    return request.path if is_page else "/"


@blueprint.post("/language")
def choose_for_site() -> Response:
    """A language gives nobody a right, so this needs no CSRF token and works without signing in (contract 4.24)."""
    response = redirect(own_path(request.form.get("back")) or "/", 303)
    return _keep_choice(response, site_cookies.site_name(COOKIE), "/")


@blueprint.get("/language")
def to_start_page() -> Response:
    """A refusal of the form may stand at this address. Somebody who opens it again finds a page."""
    return redirect("/", 303)


@blueprint.post("/g/<token>/language")
def choose_for_guest(token: str) -> Response:
    page = url_for("guest.page", token=token)
    return _keep_choice(to_guests_page(token), site_cookies.former_name(GUEST_COOKIE), page)


@blueprint.get("/g/<token>/language")
def to_guests_page(token: str) -> Response:
    page = url_for("guest.page", token=token)
    return redirect(f"{page}?{SOMEBODY_ELSE}=1" if SOMEBODY_ELSE in request.args else page, 303)


def forget_choice(response: Response) -> None:
    for name in (site_cookies.site_name(COOKIE), site_cookies.former_name(COOKIE)):
        response.delete_cookie(name, secure=settings().is_https)


def _keep_choice(response: Response, name: str, path: str) -> Response:
    chosen = request.form.get("language", "")
    return _keep(response, name, chosen, path) if chosen in LANGUAGES else response


def _keep(response: Response, name: str, chosen: str, path: str) -> Response:
    secure = settings().is_https
    response.set_cookie(name, chosen, max_age=YEAR_SECONDS, path=path, httponly=True, samesite="Lax", secure=secure)
    return response


def translated(error: GuestlinkError) -> str:
    """The error's sentence in the language of the page, with its values translated."""
    shown = {name: value if isinstance(value, int) else _(value) for name, value in error.values.items()}
    return str(_(error.sentence, **shown))
