"""The id under which things are logged: of a request or of a task's run; a workflow keeps that of its beginning."""

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

# As proxies and Celery make them. Nothing else: a guest's token must not come into the logs by a header.
WELL_FORMED = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

_current: ContextVar[str | None] = ContextVar("request_id", default=None)


def current() -> str | None:
    return _current.get()


@contextmanager
def under(given: str | None = None) -> Iterator[str]:
    """Until the end of the block: under the given id when it is well-formed, else under a new one."""
    known = given is not None and WELL_FORMED.fullmatch(given)
    request_id = given if given is not None and known else uuid.uuid4().hex
    token = _current.set(request_id)
    try:
        yield request_id
    finally:
        _current.reset(token)


def continue_under(request_id: str | None) -> None:
    """Go on under the id of what began this, until the end of the block of `under`."""
    if request_id is not None:
        _current.set(request_id)
