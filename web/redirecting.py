"""Sending a browser on: to a path of this site, or into a room elsewhere."""

from flask import Response


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


def into_room(address: str) -> Response:
    """Without the body that a framework's redirect has: it would repeat the address and its token in a page."""
    return Response("", 303, {"Location": address})
