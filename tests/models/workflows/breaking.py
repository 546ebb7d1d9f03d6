"""A workflow to break: its link, steps that fail or kill their worker, and a worker that dies between two commits."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from models.links import expiring
from models.plumbing import database
from models.tables import GuestLink
from models.workflows import advancing, dispatching, steps
from tests.vocabulary import acts
from tests.vocabulary.maker import NOW, Maker

EXPIRY = NOW + timedelta(days=1)


class Killed(BaseException):
    """The process is gone: nothing after this runs, not even error handling."""


def expired_link(maker: Maker) -> GuestLink:
    """A link with one guest. Its expiry is recorded, and its workflow waits."""
    link = maker.link(days=1)
    maker.enter(link)
    acts.do(maker, expiring.expire_links, now=EXPIRY, limit=10)
    return link


def break_step(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """From now on this step fails."""

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("dana@example.com could not be removed")

    monkeypatch.setitem(steps.STEPS, name, broken)


def make_deadly(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """From now on this step kills the worker that runs it, like a fault of memory."""

    def deadly(*_: object, **__: object) -> None:
        raise Killed

    monkeypatch.setitem(steps.STEPS, name, deadly)


def die_after(maker: Maker, workflow_id: int, commits: int, *, before_commit: bool) -> bool:
    """Advance, and die in the transaction after so many commits: when it begins, or just before it commits. Returns
    whether it came to that."""
    done = 0

    @contextmanager
    def begin() -> Iterator[Session]:
        nonlocal done
        if done == commits and not before_commit:
            raise Killed
        with database.writing(maker.bind) as db:
            yield db
            db.flush()
            if done == commits:
                raise Killed
        done += 1

    acts.do(maker, dispatching.dispatch_workflows, now=EXPIRY, limit=10)
    try:
        advancing.advance_workflow(begin, workflow_id, clock=lambda: EXPIRY)
    except Killed:
        return True
    return False
