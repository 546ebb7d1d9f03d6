"""Writes security events to the log: who came in, who was refused, what was stopped (contract 11.10).

An event names ids, routes, causes and the client's address. It never names a token, a cookie, an email, a person, or
anything that was typed.
"""

import logging

from flask import request
from flask_login import current_user

from web.observing.guest_paths import is_guest_page

log = logging.getLogger(__name__)


def allowed(event: str, **fields: str | int | None) -> None:
    """Logs something that was allowed, like a sign-in."""
    log.info(event, extra=_with_request(fields))


def refused(event: str, **fields: str | int | None) -> None:
    """Logs something that was tried and stopped."""
    log.warning(event, extra=_with_request(fields))


def _with_request(fields: dict[str, str | int | None]) -> dict[str, str | int | None]:
    # The pattern of the route, not the path: a path may hold a token.
    rule = request.url_rule.rule if request.url_rule else None
    return {"user_id": _signed_in_id(), "address": request.remote_addr, "rule": rule, **fields}


def _signed_in_id() -> int | None:
    if is_guest_page() or not current_user.is_authenticated:
        return None
    user_id: int = current_user.user.id
    return user_id
