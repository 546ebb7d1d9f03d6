"""How many uploads one person may have under way at once: each holds one of the front's few threads for slow pages,
and one contributor whose uploads drip must not hold all of them."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from threading import Lock
from typing import Any

from flask import Response, request
from flask_babel import gettext as _

from web.account.login import signed_in_user
from web.pages.errors import RETRY_AFTER, page

UPLOADS_AT_ONCE = 4

# In this process: so are the threads.
_under_way: Counter[int] = Counter()
_counting = Lock()


def bounded(view: Callable[..., Any]) -> Callable[..., Any]:
    """A view that takes uploads, of somebody who is signed in. Refused unread: what is typed may drip, too."""

    @wraps(view)
    def bounded_view(**arguments: Any) -> Any:
        if request.method != "POST":
            return view(**arguments)
        with _one_more(signed_in_user().id) as is_room:
            return view(**arguments) if is_room else _refused()

    return bounded_view


@contextmanager
def _one_more(user_id: int) -> Iterator[bool]:
    """Whether there is room for it; counted until the end of the block."""
    with _counting:
        is_room = _under_way[user_id] < UPLOADS_AT_ONCE
        _under_way[user_id] += is_room
    try:
        yield is_room
    finally:
        with _counting:
            _under_way[user_id] -= is_room
            if not _under_way[user_id]:
                del _under_way[user_id]


def _refused() -> Response:
    text = _("You have %(most)s uploads under way. Send this one when one of them is done.", most=UPLOADS_AT_ONCE)
    response = page(429, _("Too many uploads at once"), text)
    response.headers["Retry-After"] = RETRY_AFTER
    return response
