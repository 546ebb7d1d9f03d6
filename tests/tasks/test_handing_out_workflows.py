"""Workflows are handed out at once, in sets, and none is lost with its message (contract 5.29)."""

import itertools
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import update

from models.plumbing import clock, database
from models.tables import MaintenanceRun, Workflow
from models.upkeep import running
from models.workflows import advancing
from tests.tasks.due import BEFORE
from tests.vocabulary import acts
from tests.vocabulary.maker import Maker

if TYPE_CHECKING:
    from celery import Celery

    from tests.tasks.conftest import Waiting


def named_by(message: Any) -> list[int]:
    """The ids of the workflows that a message names."""
    return [*message.payload[0], *message.headers.get("other_workflows", [])]


def test_workflows_of_ended_links_are_handed_out_at_once(app: "Celery", maker: Maker, waiting: "Waiting") -> None:
    maker.link(days=1, now=BEFORE)
    app.tasks["tasks.expire_links"].apply(throw=True)
    assert waiting.by_queue() == {"workflows": 1}


def test_dispatching_sends_the_ids_of_the_workflows_in_sets(
    app: "Celery", maker: Maker, waiting: "Waiting", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(advancing, "SET", 2)
    for _ in range(3):
        acts.delete_link(maker, maker.link(now=BEFORE), now=BEFORE)
    app.tasks["tasks.dispatch_workflows"].apply(throw=True)
    assert waiting.by_queue() == {"workflows": 2}
    with app.connection_for_read() as connection, connection.SimpleQueue(app.amqp.queues["workflows"]) as queue:
        messages = [queue.get(timeout=5) for _ in range(2)]
        # A worker of the version before reads one argument, and nothing else.
        sets = [named_by(message) for message in messages]
        assert [len(message.payload[0]) for message in messages] == [1, 1]
        assert {message.headers["task"] for message in messages} == {"tasks.advance_workflow"}
    # Three were due at one instant, so either may come first.
    assert sorted(len(ids) for ids in sets) == [1, 2]
    assert sorted(itertools.chain(*sets)) == [workflow.id for workflow in acts.workflows(maker)]


def test_no_hint_is_sent_while_hints_wait_and_then_the_lost_ones_are(
    app: "Celery", maker: Maker, waiting: "Waiting"
) -> None:
    def dispatch_after_the_lease() -> None:
        with database.writing(maker.bind) as db:
            db.execute(update(Workflow).values(leased_until=BEFORE))
        app.tasks["tasks.dispatch_workflows"].apply(throw=True)

    acts.delete_link(maker, maker.link(now=BEFORE), now=BEFORE)
    app.tasks["tasks.dispatch_workflows"].apply(throw=True)
    acts.delete_link(maker, maker.link(now=BEFORE), now=BEFORE)
    dispatch_after_the_lease()
    assert waiting.by_queue() == {"workflows": 1}
    with database.reading(maker.bind) as db:
        run = db.get_one(MaintenanceRun, "dispatch_workflows")
        assert (run.successes, run.rows_done, run.backlog) == (2, 1, 2)
    for message in waiting.messages.glob("*.msg"):
        message.unlink()
    dispatch_after_the_lease()
    assert waiting.by_queue() == {"workflows": 1}
    with app.connection_for_read() as connection, connection.SimpleQueue(app.amqp.queues["workflows"]) as queue:
        assert named_by(queue.get(timeout=5)) == [workflow.id for workflow in acts.workflows(maker)]


@pytest.mark.parametrize(
    ("backlog", "seconds", "sent"), [(1, 29, {}), (1, 31, {"workflows": 1}), (0, 0, {"workflows": 1})]
)
def test_ends_are_recorded_before_steps_are_handed_out_unless_that_has_stopped(
    app: "Celery", maker: Maker, waiting: "Waiting", backlog: int, seconds: int, sent: dict[str, int]
) -> None:
    acts.delete_link(maker, maker.link(now=BEFORE), now=BEFORE)
    running.run_task("expire_links", now=clock.fresh_now(), bind=maker.bind)
    with database.writing(maker.bind) as db:
        run = db.get_one(MaintenanceRun, "expire_links")
        run.backlog, run.last_success_at = backlog, clock.fresh_now() - timedelta(seconds=seconds)
    app.tasks["tasks.dispatch_workflows"].apply(throw=True)
    assert waiting.by_queue() == sent


def test_hints_do_not_use_the_connection_that_celery_keeps(
    app: "Celery", maker: Maker, waiting: "Waiting", monkeypatch: pytest.MonkeyPatch
) -> None:
    """That connection is dead after a restart of the broker (facts 17), and the whole batch would be lost with it."""

    class Dead:
        def acquire(self, *_: object, **__: object) -> None:
            raise ConnectionError

    acts.delete_link(maker, maker.link(now=BEFORE), now=BEFORE)
    monkeypatch.setattr(app.amqp, "_producer_pool", Dead())
    app.tasks["tasks.dispatch_workflows"].apply(throw=True)
    assert waiting.by_queue() == {"workflows": 1}


def test_a_lost_broker_loses_no_workflow(app: "Celery", maker: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lease is in the database. When the lease is over, the workflow is dispatched again."""
    from tasks.workflows import advance

    def lost(*_: Any, **__: Any) -> None:
        raise ConnectionError

    acts.delete_link(maker, maker.link(now=BEFORE), now=BEFORE)
    monkeypatch.setattr(advance, "apply_async", lost)
    with pytest.raises(ConnectionError):
        app.tasks["tasks.dispatch_workflows"].apply(throw=True)
    [workflow] = acts.workflows(maker)
    assert workflow.leased_until is not None
    later = workflow.leased_until
    assert running.run_task("dispatch_workflows", now=later, bind=maker.bind).ids == [workflow.id]
