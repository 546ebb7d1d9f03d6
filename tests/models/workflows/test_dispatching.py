"""Dispatching workflows: a due workflow is leased once, and again if its message was lost (contract 5.29)."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from models.plumbing import database
from models.plumbing.sweeping import Swept
from models.tables import Workflow
from models.tables.workflow import LEASE, PERIOD
from models.upkeep.maintenance_tasks import DISPATCH, MAINTENANCE_TASKS
from models.workflows.dispatching import dispatch_workflows
from tests.vocabulary import acts
from tests.vocabulary.maker import NOW, Maker


def dispatch(maker: Maker, *, now: datetime = NOW, limit: int = 100) -> Swept:
    swept: Swept = acts.do(maker, dispatch_workflows, now=now, limit=limit)
    return swept


def make_workflows(maker: Maker, count: int = 1) -> list[int]:
    """Delete so many links. Returns the ids of their workflows."""
    for second in range(count):
        acts.delete_link(maker, maker.link(), now=NOW + timedelta(seconds=second))
    return [workflow.id for workflow in acts.workflows(maker)]


def set_values(maker: Maker, workflow_id: int, **values: object) -> None:
    with database.writing(maker.bind) as db:
        db.execute(update(Workflow).where(Workflow.id == workflow_id).values(values))


@pytest.mark.parametrize(("seconds", "due"), [(-1, False), (0, True), (1, True)])
def test_a_workflow_is_dispatched_when_due(maker: Maker, seconds: int, due: bool) -> None:
    ids = make_workflows(maker)
    assert dispatch(maker, now=NOW + timedelta(seconds=seconds)).ids == (ids if due else [])


@pytest.mark.parametrize(("seconds", "again"), [(-1, False), (0, True), (1, True)])
def test_a_lost_message_costs_one_lease(maker: Maker, seconds: int, again: bool) -> None:
    ids = make_workflows(maker)
    assert dispatch(maker).ids == ids
    assert dispatch(maker).ids == []
    assert dispatch(maker, now=NOW + LEASE + timedelta(seconds=seconds)).ids == (ids if again else [])


@pytest.mark.parametrize("state", ["done", "failed"])
def test_a_workflow_that_has_ended_is_never_dispatched(maker: Maker, state: str) -> None:
    ended, waiting = make_workflows(maker, 2)
    set_values(maker, ended, state=state)
    assert dispatch(maker, now=NOW + timedelta(days=1)).ids == [waiting]


def test_a_run_is_bounded_takes_those_due_longest_first_and_says_how_many_are_left(maker: Maker) -> None:
    first, second, third = make_workflows(maker, 3)
    set_values(maker, third, due_at=NOW - timedelta(days=1))
    now = NOW + timedelta(minutes=1)
    assert dispatch(maker, now=now, limit=2) == Swept([third, first], 1)
    assert dispatch(maker, now=now, limit=2) == Swept([second], 0)


def test_lost_work_is_done_within_two_periods() -> None:
    """After a lost message it takes the lease, and then the time until the sweep runs."""
    assert LEASE + timedelta(seconds=MAINTENANCE_TASKS[DISPATCH].every) < 2 * PERIOD


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_step_that_takes_longer_than_its_lease_goes_to_no_other_worker_until_its_own_dies(maker: Maker) -> None:
    ids = make_workflows(maker)
    assert dispatch(maker).ids == ids
    later = NOW + 3 * LEASE
    with database.writing(maker.bind) as worker:
        worker.scalars(select(Workflow).where(Workflow.id.in_(ids)).with_for_update()).one()
        assert dispatch(maker, now=later).ids == []
    assert dispatch(maker, now=later).ids == ids


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_two_dispatchers_side_by_side_never_lease_the_same_workflow(maker: Maker) -> None:
    ids = make_workflows(maker, 3)
    now = NOW + timedelta(minutes=1)
    with database.writing(maker.bind) as one, database.writing(maker.bind) as two:
        first = dispatch_workflows(one, now=now, limit=2).ids
        second = dispatch_workflows(two, now=now, limit=10).ids
    assert (first, second) == (ids[:2], ids[2:])
