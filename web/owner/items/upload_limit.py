"""How many uploads one person may send at once.

Each upload holds one of the few threads that serve slow requests. Without a limit, one person with slow uploads could
hold all of them.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from threading import Lock
from typing import Any

from flask import Response, request
from flask_babel import gettext as _

from web.account.login import signed_in_user
from web.pages.errors import RETRY_AFTER, error_page

UPLOADS_AT_ONCE = 4

# By user id. Each process counts alone, because the threads belong to the process too.
_running: Counter[int] = Counter()
_lock = Lock()


def limit_uploads(view: Callable[..., Any]) -> Callable[..., Any]:
    """For a view with `login_required`. One upload too many is refused before any of its body is read."""

    @wraps(view)
    def limited_view(**arguments: Any) -> Any:
        if request.method != "POST":
            return view(**arguments)
        with _count_upload(signed_in_user().id) as is_allowed:
            return view(**arguments) if is_allowed else _too_many()

    return limited_view


@contextmanager
def _count_upload(user_id: int) -> Iterator[bool]:
    """Yields whether this upload is allowed. If it is, it counts until the end of the block."""
    with _lock:
        is_allowed = _running[user_id] < UPLOADS_AT_ONCE
        _running[user_id] += is_allowed
    try:
        yield is_allowed
    finally:
        with _lock:
            _running[user_id] -= is_allowed
            if not _running[user_id]:
                del _running[user_id]


def _too_many() -> Response:
    text = _("You already have %(most)s uploads running. Start this one when one of them ends.", most=UPLOADS_AT_ONCE)
    response = error_page(429, _("Too many uploads at once"), text)
    response.headers["Retry-After"] = RETRY_AFTER
    return response
