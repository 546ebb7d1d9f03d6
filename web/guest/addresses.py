"""Sends spoilt addresses on to the right ones: those of guest links by one look-up (contract 3.39, 3.40), and one-time
addresses (contract 12.44)."""

from typing import NoReturn

from flask import Flask, request
from werkzeug.exceptions import SecurityError
from werkzeug.wrappers import Response

from models.errors import NotFound
from models.guests import invitations
from models.plumbing import database, keys
from web.observing.request_log import note_refusal
from web.requests import guest_addresses, throttling
from web.requests.redirecting import raw_path


def init_app(app: Flask) -> None:
    app.before_request(_send_on)


def _send_on() -> Response | None:
    """The new address is made from the token alone, so it never leads to another site."""
    is_asked_for = request.method in {"GET", "HEAD", "POST"} and not isinstance(
        request.routing_exception, SecurityError
    )
    spoilt = guest_addresses.spoilt(raw_path(request.environ)) if is_asked_for else None
    if spoilt is None:
        return None
    token = guest_addresses.candidate(spoilt.tail)
    if spoilt.word == "g":
        _check_link(spoilt.tail, token)
    # The page of a one-time address looks its token up, and counts unknown ones.
    return Response("", 308, {"Location": f"/{spoilt.word}/{token}"}) if token else None


def _check_link(tail: str, token: str | None) -> None:
    """Raises NotFound, or TooManyRequests, if there is no such link."""
    if guest_addresses.holds_second_address(tail):
        # A person has pasted two addresses. That is no guess, so it is not counted.
        note_refusal("unknown_link")
        raise NotFound
    if token is None or not _is_known(token):
        refuse_unknown_token()


def refuse_unknown_token() -> NoReturn:
    """Counts the try against the client's address. Raises NotFound, or TooManyRequests."""
    throttling.count(throttling.UNKNOWN_TOKENS, "token")
    note_refusal("unknown_link")
    raise NotFound


def _is_known(token: str) -> bool:
    with database.looking_up() as db:
        return invitations.is_link(db, keys.digest(token))
