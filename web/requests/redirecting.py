"""Sending a browser on: to a path of this site, or into a room elsewhere."""

from flask import Response, current_app, request
from werkzeug.exceptions import HTTPException


def inside(target: str | None) -> str | None:
    """A path of this site, or None: an open redirect would lend our name to any page."""
    if (
        target
        and target.startswith("/")
        and not target.startswith("//")
        and "\\" not in target
        and target.isprintable()
    ):
        return target
    return None


def page_behind() -> str:
    """The page that this form stood in, as the browser tells; else the start page."""
    host, _, path = (request.referrer or "").partition("://")[2].partition("/")
    page = inside("/" + path.partition("?")[0]) if host == request.host else None
    return page if page and _is_page(page) else "/"


def _is_page(path: str) -> bool:
    """What only takes forms cannot be come back to."""
    adapter = current_app.create_url_adapter(request)
    try:
        return adapter is not None and bool(adapter.match(path, method="GET"))
    except HTTPException:
        return False


def is_sent_by_script() -> bool:
    """A script would follow a redirect itself, and never know where it has been sent."""
    return request.headers.get("X-Requested-With") == "XMLHttpRequest"


def into_room(address: str) -> Response:
    """Without the body that a framework's redirect has: it would repeat the address and its token in a page."""
    return Response("", 303, {"Location": address})
