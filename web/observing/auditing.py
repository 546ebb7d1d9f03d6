"""Security events, told to the log: who came in, who was refused, what was stopped.

By ids, routes and causes, and the address it came from; never a token, cookie, email, name, or anything that was typed.
"""

import logging

from flask import request
from flask_login import current_user

log = logging.getLogger(__name__)

# No guest route asks who is signed in (contract 3.30).
GUESTS = {"guest", "playing"}


def came(event: str, **fields: str | int | None) -> None:
    """Something that was allowed."""
    log.info(event, extra=_about(fields))


def stopped(event: str, **fields: str | int | None) -> None:
    """Something that was refused."""
    log.warning(event, extra=_about(fields))


def _about(fields: dict[str, str | int | None]) -> dict[str, str | int | None]:
    # The rule, not the path: a path may hold a token.
    rule = request.url_rule.rule if request.url_rule else None
    return {"user_id": _signed_in(), "address": request.remote_addr, "rule": rule, **fields}


def _signed_in() -> int | None:
    if request.blueprint in GUESTS or not current_user.is_authenticated:
        return None
    user_id: int = current_user.user.id
    return user_id
