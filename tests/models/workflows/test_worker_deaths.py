"""A step that kills its workers: we count it, as no broker does, and set it aside (contract 5.31; facts 10)."""

from datetime import datetime, timedelta

import pytest

from models.links import expiring
from models.workflows import advancing, dispatching, overseeing, steps
from tests.models.workflows.test_advancing import EXPIRY, Killed, expired, killed_after
from tests.vocabulary import acts
from tests.vocabulary.maker import Maker


def die_in(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Whoever takes this step is gone, as by a fault of memory."""

    def deadly(*_: object, **__: object) -> None:
        raise Killed

    monkeypatch.setitem(steps.STEPS, name, deadly)


def delivered(maker: Maker, *, now: datetime) -> bool:
    """Deliver to a fresh worker what is due; whether it died."""
    ids = acts.do(maker, dispatching.dispatch_workflows, now=now, limit=10).ids
    try:
        for workflow_id in ids:
            acts.advance(maker, workflow_id, now=now)
    except Killed:
        return True
    return False


def test_a_step_that_kills_its_workers_is_given_up_and_says_why(maker: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    expired(maker)
    with monkeypatch.context() as deadly:
        die_in(deadly, "remove_guests")
        died = [delivered(maker, now=EXPIRY + number * timedelta(minutes=5)) for number in range(100)]
    # Twenty workers in all, and ever more seldom.
    assert sum(died) == advancing.MOST_DEATHS
    assert not any(died[60:])
    [workflow] = acts.workflows(maker)
    told, failed, waiting = workflow.steps
    assert (workflow.state, workflow.leased_until) == ("failed", None)
    assert (told.state, failed.state, waiting.state) == ("done", "failed", "waiting")
    assert (failed.error, failed.deaths) == (advancing.WORKER_DIED, advancing.MOST_DEATHS)
    acts.do(maker, overseeing.retry_workflow, workflow.id, now=EXPIRY)
    acts.sweep(maker, now=EXPIRY + timedelta(days=1))
    assert [workflow.state for workflow in acts.workflows(maker)] == ["done"]


def test_messages_that_come_again_at_once_do_not_keep_workers_dying(
    maker: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A broker gives a dead worker's message back within seconds, again and again."""
    expired(maker)
    [workflow] = acts.workflows(maker)
    die_in(monkeypatch, "remove_guests")
    died = 0
    for _ in range(50):
        try:
            acts.advance(maker, workflow.id, now=EXPIRY)
        except Killed:
            died += 1
    assert died == advancing.DEATHS_BY_CHANCE + 1


def test_steps_that_waited_long_or_died_by_chance_are_not_taken_for_killers(maker: Maker) -> None:
    """What counts is dying in a row; a link's guests may stay for hours, and be looked after a thousand times."""
    link = maker.link(days=1)
    acts.loaded(maker, maker.enter(link), now=EXPIRY - timedelta(minutes=1))
    acts.do(maker, expiring.expire_links, now=EXPIRY, limit=10)
    [workflow] = acts.workflows(maker)
    for number in range(advancing.MOST_DEATHS * 2):
        killed_after(maker, workflow.id, 3 if number % 2 else 2, before_commit=False)
        acts.advance(maker, workflow.id, now=EXPIRY)
    [found] = acts.workflows(maker)
    assert (found.state, found.steps[1].state, found.steps[1].deaths) == ("open", "waiting", 0)
    assert found.steps[1].tries > advancing.MOST_DEATHS
