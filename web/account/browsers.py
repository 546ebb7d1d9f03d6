"""Which browser a signed-in session is in, as its person would call it: from what the browser says of itself.

Only for a person to tell their own sessions apart, so the few that people have are enough; nothing is decided by it.
"""

import re

from flask import Flask
from flask_babel import gettext as _

# The first that is named counts: each also claims to be those below it.
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
    """Words of ours alone: nothing that a browser sends is shown."""
    browser, system = _first(BROWSERS, user_agent), _first(SYSTEMS, user_agent)
    if not (browser and system):
        return str(_("A browser"))
    return str(_("%(browser)s on %(system)s", browser=browser, system=system))


def _first(table: dict[str, str], user_agent: str) -> str | None:
    return next((name for name, sign in table.items() if re.search(sign, user_agent)), None)
