"""Sending somebody into a room."""

from flask import Response


def into_room(address: str) -> Response:
    """Without the body that a framework's redirect has: it would repeat the address and its token in a page."""
    return Response("", 303, {"Location": address})
