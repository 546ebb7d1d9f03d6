"""The names of browsers on the account page, made from their `User-Agent`.

People only tell their own sign-ins apart by them, so the common browsers are enough.
"""

import re

from flask import Flask
from flask_babel import gettext as _

# The first match counts, because the `User-Agent` of a browser often names browsers further down in this list too.
BROWSERS = {
    "Edge": r"Edg(e|A|iOS)?/",
    "Opera": r"(OPR|OPT|OPX)/",
    "Samsung Internet": r"SamsungBrowser/",
    "Firefox": r"(Firefox|FxiOS)/",
    "Chrome": r"(Chrome|CriOS)/",
    "Safari": r"Version/.* Safari/",
}
SYSTEMS = {
    "iPhone": r"iPhone",
    "iPad": r"iPad",
    "Android": r"Android",
    "ChromeOS": r"CrOS ",
    "Windows": r"Windows",
    "Mac": r"Macintosh",
    "Linux": r"Linux|X11",
}


def init_app(app: Flask) -> None:
    app.add_template_filter(browser_label)


def browser_label(user_agent: str) -> str:
    """The label never contains text that the browser sent."""
    browser, system = _first(BROWSERS, user_agent), _first(SYSTEMS, user_agent)
    if not (browser and system):
        return str(_("A browser"))
    return str(_("%(browser)s on %(system)s", browser=browser, system=system))


def _first(table: dict[str, str], user_agent: str) -> str | None:
    return next((name for name, pattern in table.items() if re.search(pattern, user_agent)), None)
