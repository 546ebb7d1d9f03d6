"""Cookies that are named after the site. Browsers give a cookie to all ports of a host, so two sites there would
overwrite each other's."""

from werkzeug.datastructures import MultiDict

from models.config.settings import settings
from models.plumbing import keys

# Cookies of one name that are looked at. A browser sends several if they have different paths or domains.
MOST_TWINS = 10


def site_name(name: str, *, prefix: str = "__Secure-") -> str:
    """It stays when keys change, as long as the oldest is a former key."""
    mark = keys.derive("cookie names", key=keys.ring()[-1]).hex()[:8]
    return f"{former_name(name, prefix=prefix)}_{mark}"


def former_name(name: str, *, prefix: str = "__Secure-") -> str:
    """What versions before 0.1.0 called it, on every site."""
    return f"{prefix if settings().is_https else ''}guestlink_{name}"


def sent(cookies: MultiDict[str, str], name: str) -> list[str]:
    """The values that a browser has sent under this name."""
    return cookies.getlist(name)[:MOST_TWINS]


def sent_now_or_before(cookies: MultiDict[str, str], name: str) -> list[str]:
    """Those under the name of this site. If there are none, those under the name that a former version gave them."""
    return sent(cookies, site_name(name)) or sent(cookies, former_name(name))
