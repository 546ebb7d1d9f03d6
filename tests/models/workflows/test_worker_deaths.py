"""A step that kills its workers: no broker counts the deaths, so we do, and give it up (contract 5.31, facts 10)."""

from datetime import datetime, timedelta

import pytest

from models.links import expiring
from models.workflows import dispatching, overseeing, step_records
from tests.models.workflows.breaking import EXPIRY, Killed, die_after, expired_link, make_deadly
from tests.vocabulary import acts
from tests.vocabulary.maker import Maker


def worker_dies(maker: Maker, *, now: datetime) -> bool:
    """Give all due workflows to a new worker. Returns whether it died."""
    ids = acts.do(maker, dispatching.dispatch_workflows, now=now, limit=10).ids
    try:
        for workflow_id in ids:
            acts.advance(maker, workflow_id, now=now)
    except Killed:
        return True
    return False


def test_a_step_that_kills_its_workers_is_given_up_and_says_why(maker: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    expired_link(maker)
    with monkeypatch.context() as deadly:
        make_deadly(deadly, "remove_guests")
        died = [worker_dies(maker, now=EXPIRY + number * timedelta(minutes=5)) for number in range(100)]
    # Twenty workers died, at longer and longer intervals.
    assert sum(died) == step_records.MAX_DEATHS
    assert not any(died[60:])
    [workflow] = acts.workflows(maker)
    done, failed, waiting = workflow.steps
    assert (workflow.state, workflow.leased_until) == ("failed", None)
    assert (done.state, failed.state, waiting.state) == ("done", "failed", "waiting")
    assert (failed.error, failed.deaths) == (step_records.WORKER_DIED, step_records.MAX_DEATHS)
    acts.do(maker, overseeing.retry_workflow, workflow.id, now=EXPIRY)
    acts.sweep(maker, now=EXPIRY + timedelta(days=1))
    assert [workflow.state for workflow in acts.workflows(maker)] == ["done"]


def test_messages_that_come_again_at_once_do_not_keep_workers_dying(
    maker: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A broker delivers a dead worker's message again within seconds, again and again."""
    expired_link(maker)
    [workflow] = acts.workflows(maker)
    make_deadly(monkeypatch, "remove_guests")
    died = 0
    for _ in range(50):
        try:
            acts.advance(maker, workflow.id, now=EXPIRY)
        except Killed:
            died += 1
    assert died == step_records.DEATHS_BY_CHANCE + 1


def test_a_step_that_waits_long_or_dies_by_chance_is_not_set_aside(maker: Maker) -> None:
    """Only deaths in a row count. The guests of a link may stay for hours, and the step runs again all that time."""
    link = maker.link(days=1)
    acts.watch(maker, maker.enter(link), now=EXPIRY - timedelta(minutes=1))
    acts.do(maker, expiring.expire_links, now=EXPIRY, limit=10)
    [workflow] = acts.workflows(maker)
    for number in range(step_records.MAX_DEATHS * 2):
        die_after(maker, workflow.id, 3 if number % 2 else 2, before_commit=False)
        acts.advance(maker, workflow.id, now=EXPIRY)
    [workflow] = acts.workflows(maker)
    assert (workflow.state, workflow.steps[1].state, workflow.steps[1].deaths) == ("open", "waiting", 0)
    assert workflow.steps[1].tries > step_records.MAX_DEATHS
