"""The headers of every answer: least right for the browser too."""

from collections.abc import Iterable

from flask import Flask, Response, g

from models.plumbing.settings import settings

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
    app.after_request(_harden)


def allow(directive: str, source: str) -> None:
    """One more source for this one answer; it comes from the code, or was judged to be nothing but an origin."""
    g.setdefault("allowed", []).append((directive, source))


def _harden(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", _policy(g.get("allowed", ())))
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if settings().is_https:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    # A page shows live state and may hold names: no cache keeps it, and the back button loads afresh.
    response.headers.setdefault("Cache-Control", "no-store")
    return response
