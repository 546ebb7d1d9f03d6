"""Ways to break a workflow: a step that fails, a step that kills its worker, a worker that dies between two commits."""

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
    """The worker dies. No `except Exception` catches this, so nothing more is done, not even error handling."""


def expired_link(maker: Maker) -> GuestLink:
    """A link with one guest. Its expiry is recorded, and its workflow waits."""
    link = maker.link(days=1)
    maker.enter(link)
    acts.do(maker, expiring.expire_links, now=EXPIRY, limit=10)
    return link


def break_step(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Make this step fail from now on."""

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("dana@example.com could not be removed")

    monkeypatch.setitem(steps.STEPS, name, broken)


def make_deadly(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Make this step kill its worker from now on, as a segmentation fault would."""

    def deadly(*_: object, **__: object) -> None:
        raise Killed

    monkeypatch.setitem(steps.STEPS, name, deadly)


def die_after(maker: Maker, workflow_id: int, commits: int, *, before_commit: bool) -> bool:
    """Dispatch and advance the workflow in a worker that dies after so many commits: when the next transaction begins,
    or just before it commits. Returns whether the worker died."""
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
        advancing.advance_workflows(begin, [workflow_id], clock=lambda: EXPIRY)
    except Killed:
        return True
    return False
