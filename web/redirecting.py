"""Sending a browser on: to a path of this site, or into a room elsewhere."""

from flask import Response, current_app, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect


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
    """The page that this form stood in, or the nearest above: what only takes forms cannot be come back to."""
    adapter = current_app.create_url_adapter(request)
    host, _, path = (request.referrer or "").partition("://")[2].partition("/")
    path = inside("/" + path.partition("?")[0]) or "" if host == request.host else request.path
    while path and adapter is not None:
        try:
            adapter.match(path, method="GET")
        except RequestRedirect:
            break
        except HTTPException:
            path = path.rpartition("/")[0]
        else:
            break
    return path or "/"


def into_room(address: str) -> Response:
    """Without the body that a framework's redirect has: it would repeat the address and its token in a page."""
    return Response("", 303, {"Location": address})
