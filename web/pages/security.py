"""The security headers of every answer (contract 11.18), and the refusal of forms from other sites (contract 11.16)."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, request
from flask_babel import gettext as _

from models.config.settings import settings
from web.observing import security_events
from web.observing.guest_paths import is_guest_page, is_passed_on
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
    # The address of a guest link is a secret. It must not be sent to other sites.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "X-Robots-Tag": "noindex, nofollow",
}


# Not where the address is passed on: a mail program's sandboxed viewer would show a blank page (contract 11.26).
OPENER_POLICY = ("Cross-Origin-Opener-Policy", "same-origin")


def init_app(app: Flask) -> None:
    app.before_request(_refuse_foreign_forms)
    app.after_request(_add_headers)
    # Added later, so called earlier: its page gets the headers, too.
    app.after_request(errors.refuse_long_redirect)


def _refuse_foreign_forms() -> Response | None:
    """Runs before anything of the form is read. Otherwise a page of ours would offer to send the form again, and a
    person might send what another site has filled in."""
    if request.method in {"GET", "HEAD", "OPTIONS"} or _is_from_our_page():
        return None
    security_events.refused("form refused", cause="origin")
    text = _("It was sent from another site, so nothing was done. Please open the page here and send it again.")
    return errors.error_page(403, _("We do not know this form"), text)


def _is_from_our_page() -> bool:
    """Whether the form is from a page of ours, as far as the browser says. Very old browsers say nothing, and are
    believed. So are other programs: they carry nobody's cookies.

    An origin of `null` says nothing either. Browsers send it with our own forms too, where a proxy or their user has
    forbidden the referrer. Each form has its token besides (contract 11.16).
    """
    fetch_site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if fetch_site is not None:
        return fetch_site in {"same-origin", "none"} or _may_be_of_sandboxed_guest(origin)
    # Over plain http, browsers send only the origin. Its host must be ours. A proxy may change scheme and port.
    return origin in {None, "null"} or _host_of(origin) in current_app.config["HOSTS"]


def _may_be_of_sandboxed_guest(origin: str | None) -> bool:
    """A mail program's sandboxed tab has no origin, so its browser says that our own forms there come from another
    site, and sends no cookies with them. The page of the guest link then says that it needs them (contract 3.7).
    Without cookies, a form admits nobody."""
    return origin == "null" and not request.cookies and is_guest_page()


def _host_of(origin: str) -> str | None:
    try:
        return urlsplit(origin).hostname
    except ValueError:
        return None


# For files that people uploaded. If a browser opens one as a page, it may run nothing.
SANDBOX = f"{_policy()}; sandbox"


def sandbox(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = SANDBOX
    return response


def allow_source(directive: str, source: str) -> None:
    """Adds a source to the content policy of the answer to this request. The source must come from our code or be a
    checked origin, since anything in it becomes part of the policy."""
    g.setdefault("allowed", []).append((directive, source))


def headers() -> dict[str, str]:
    """For every answer that has not set them itself."""
    all_headers = dict(HEADERS)
    if settings().is_https:
        subdomains = "; includeSubDomains" if settings().hsts_subdomains == "on" else ""
        all_headers["Strict-Transport-Security"] = f"max-age=31536000{subdomains}"
    # A page shows live state and may hold names. No cache may keep it, and the back button must load it again.
    all_headers["Cache-Control"] = "no-store"
    return all_headers


def _add_headers(response: Response) -> Response:
    wanted = headers() | ({"Content-Security-Policy": _policy(g.allowed)} if "allowed" in g else {})
    wanted |= {} if is_passed_on() else dict([OPENER_POLICY])
    # `setdefault` would look through all headers for each of these (facts 191).
    there = {name.lower() for name, _value in response.headers}
    response.headers.extend([(name, value) for name, value in wanted.items() if name.lower() not in there])
    return response
