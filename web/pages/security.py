"""The headers of every answer: least right for the browser too."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from models.config.settings import settings
from web.observing import auditing
from web.pages import errors

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "media-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "object-src": "'none'",
}


def _policy(allowed: Iterable[tuple[str, str]] = ()) -> str:
    policy = dict(POLICY)
    for directive, source in allowed:
        policy[directive] += f" {source}"
    return "; ".join(f"{directive} {sources}" for directive, sources in policy.items())


HEADERS = {
    "Content-Security-Policy": _policy(),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # A guest's address is the secret: it goes to no other site.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "X-Robots-Tag": "noindex, nofollow",
}


def init_app(app: Flask) -> None:
    app.before_request(_refuse_foreign_forms)
    app.after_request(_harden)


def _refuse_foreign_forms() -> Response | None:
    """Before anything of it is read, or shown with a button that sends it again: whoever is asked once more, by a page
    of ours, takes what another site has filled in for their own, and no token shields them."""
    if request.method in {"GET", "HEAD", "OPTIONS"} or _comes_from_here():
        return None
    auditing.stopped("form refused", cause="origin")
    text = _("It was sent by a page of another site, so nothing was done.")
    return errors.page(403, _("This form is not one of ours"), text)


def _comes_from_here() -> bool:
    """By what browsers say of themselves. The oldest say nothing, and what is no browser carries nobody's cookies."""
    said, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if said is not None:
        return said in {"same-origin", "none"}
    # Without TLS browsers tell the origin alone. Its host is one of the site's; a proxy may change scheme and port.
    return origin is None or _host_of(origin) in current_app.config["HOSTS"]


def _host_of(origin: str) -> str | None:
    try:
        return urlsplit(origin).hostname
    except ValueError:
        return None


def sandboxed(response: Response) -> Response:
    """What others made and we only hand on: opened by itself it is a document that may do nothing."""
    response.headers["Content-Security-Policy"] = f"{_policy()}; sandbox"
    return response


def forgetting(response: BaseResponse, *kinds: str) -> BaseResponse:
    """The browser is to forget what it kept of this site. Its cookies not: a guest's would go with an owner's."""
    response.headers["Clear-Site-Data"] = ", ".join(f'"{kind}"' for kind in kinds)
    return response


def allow(directive: str, source: str) -> None:
    """One more source for this one answer; it comes from the code, or was judged to be nothing but an origin."""
    g.setdefault("allowed", []).append((directive, source))


def headers() -> dict[str, str]:
    """Of every answer that has none of its own."""
    hardened = dict(HEADERS)
    if settings().is_https:
        subdomains = "; includeSubDomains" if settings().hsts_subdomains == "on" else ""
        hardened["Strict-Transport-Security"] = f"max-age=31536000{subdomains}"
    # A page shows live state and may hold names: no cache keeps it, and the back button loads afresh.
    hardened["Cache-Control"] = "no-store"
    return hardened


def _harden(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", _policy(g.get("allowed", ())))
    for name, value in headers().items():
        response.headers.setdefault(name, value)
    return response
