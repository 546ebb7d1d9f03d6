"""The id that log lines carry: of a request, or of one run of a task. A workflow keeps the id of its first request."""

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

# The shapes that proxies and Celery make. Anything else could bring a guest's token into the logs.
WELL_FORMED = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

_current: ContextVar[str | None] = ContextVar("request_id", default=None)


def current() -> str | None:
    return _current.get()


@contextmanager
def under(given: str | None = None) -> Iterator[str]:
    """Log under the given id until the end of the block, or under a new one if the given id is not well-formed."""
    request_id = given if given and WELL_FORMED.fullmatch(given) else uuid.uuid4().hex
    token = _current.set(request_id)
    try:
        yield request_id
    finally:
        _current.reset(token)


def continue_under(request_id: str | None) -> None:
    """Log under this id until the block of `under` ends. Does nothing for None."""
    if request_id is not None:
        _current.set(request_id)
