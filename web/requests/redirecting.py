"""Sending a browser on, to a path of this site or to a room on another server."""

from typing import Any

from flask import Response, current_app, request
from werkzeug.exceptions import HTTPException


def own_path(target: str | None) -> str | None:
    """The target if it is a path of this site, else None. Otherwise a link to us could lead to any other site."""
    if (
        target
        and target.startswith("/")
        and not target.startswith("//")
        and "\\" not in target
        and target.isprintable()
    ):
        return target
    return None


def raw_path(environ: dict[str, Any]) -> str:
    """The path as it was sent: routes only show it decoded once. Characters above U+00FF do not occur in it."""
    scope = environ.get("asgi.scope")
    sent = scope["raw_path"].decode("latin-1") if scope else environ.get("REQUEST_URI", environ["PATH_INFO"])
    return str(sent.partition("?")[0])


def as_sent(environ: dict[str, Any]) -> str:
    """The path with its query."""
    query = environ.get("QUERY_STRING")
    return raw_path(environ) + (f"?{query}" if query else "")


def referring_page() -> str:
    """The page that held the form, as far as the browser says, else the start page."""
    host, _, path = (request.referrer or "").partition("://")[2].partition("/")
    page = own_path("/" + path.partition("?")[0]) if host == request.host else None
    return page if page and _takes_get(page) else "/"


def _takes_get(path: str) -> bool:
    """Whether a browser can be sent there. Some addresses only take forms."""
    adapter = current_app.create_url_adapter(request)
    try:
        return adapter is not None and bool(adapter.match(path, method="GET"))
    except HTTPException:
        return False


def is_sent_by_script() -> bool:
    """Whether the answer must name an address instead of redirecting there: a script would follow a redirect by itself
    and could not see where it leads (contract 8.4)."""
    return request.headers.get("X-Requested-With") == "XMLHttpRequest"


def redirect_to_room(address: str) -> Response:
    """With an empty body. Flask's redirect would repeat the address, and the token in it, in a page."""
    return Response("", 303, {"Location": address})
