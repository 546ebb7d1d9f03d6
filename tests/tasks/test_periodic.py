"""Each periodic task is really run. It changes a row that is due, and none that only another task should change."""

import logging
import time
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, update

from models.files import storage
from models.plumbing import database, fault_log, request_ids
from models.plumbing.database_faults import Fault
from models.tables import GuestLink, MaintenanceRun, Workflow
from models.upkeep import running
from models.upkeep.maintenance_tasks import MAINTENANCE_TASKS
from models.workflows import advancing
from tests.conftest import forget
from tests.tasks.due import BEFORE, DUE
from tests.vocabulary import acts
from tests.vocabulary.maker import Maker

if TYPE_CHECKING:
    from celery import Celery

    from tests.tasks.conftest import Waiting


def done_at(maker: Maker, query: Any) -> datetime | None:
    with database.reading(maker.bind) as db:
        time: datetime | None = db.scalars(query).one_or_none()
        return time


def test_every_maintenance_task_has_a_due_row_for_these_tests() -> None:
    assert set(DUE) == set(MAINTENANCE_TASKS)


@pytest.mark.parametrize("name", MAINTENANCE_TASKS)
def test_the_scheduled_task_changes_a_due_row_and_records_its_success(app: "Celery", maker: Maker, name: str) -> None:
    query = DUE[name](maker)
    assert done_at(maker, query) is None
    began = datetime.now(UTC)
    app.tasks[app.conf.beat_schedule[name]["task"]].apply(throw=True)
    done = done_at(maker, query)
    assert done is not None
    assert done > began - timedelta(seconds=5)
    with database.reading(maker.bind) as db:
        run = db.get_one(MaintenanceRun, name)
        # This task removes files, and they are not counted as rows.
        assert (run.successes, run.rows_done, run.backlog) == (1, int(name != "forget_doubtful_files"), 0)
    assert storage.doubtful_files(now=began) == []
    with database.reading(maker.bind) as db:
        ran = {name, MAINTENANCE_TASKS[name].followed_by} - {""}
        assert set(db.scalars(select(MaintenanceRun.name))) == ran


@pytest.mark.parametrize("name", MAINTENANCE_TASKS)
def test_the_task_with_nothing_due_is_a_success_too(app: "Celery", maker: Maker, name: str) -> None:
    app.tasks[f"tasks.{name}"].apply(throw=True)
    with database.reading(maker.bind) as db:
        run = db.get_one(MaintenanceRun, name)
        assert (run.successes, run.rows_done) == (1, 0)


def test_full_batches_go_on_until_nothing_is_due(app: "Celery", maker: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "BATCH", 2)
    run_task = running.run_task
    monkeypatch.setattr(running, "run_task", lambda name, **rest: run_task(name, limit=2, **rest))
    links = {maker.link(days=1, now=BEFORE).id for _ in range(5)}
    app.tasks["tasks.expire_links"].apply(throw=True)
    with database.reading(maker.bind) as db:
        recorded = select(GuestLink.id).where(GuestLink.expiry_recorded_at.is_not(None))
        assert set(db.scalars(recorded)) == links
        # All batches used the same `now`.
        assert len(set(db.scalars(select(GuestLink.expiry_recorded_at)))) == 1


def test_workflows_of_ended_links_are_handed_out_at_once(app: "Celery", maker: Maker, waiting: "Waiting") -> None:
    maker.link(days=1, now=BEFORE)
    app.tasks["tasks.expire_links"].apply(throw=True)
    assert waiting.by_queue() == {"workflows": 1}


def end_link(maker: Maker, *, seconds: float) -> datetime:
    """Make a link that ends in so many seconds. Returns when."""
    link, at = maker.link(now=BEFORE), datetime.now(UTC) + timedelta(seconds=seconds)
    with database.writing(maker.bind) as db:
        db.execute(update(GuestLink).where(GuestLink.id == link.id).values(expires_at=at))
    return at


def test_a_link_that_ends_before_the_next_message_is_recorded_when_it_ends(app: "Celery", maker: Maker) -> None:
    ends = [end_link(maker, seconds=0.5), end_link(maker, seconds=1)]
    app.tasks["tasks.expire_links"].apply(throw=True)
    with database.reading(maker.bind) as db:
        recorded = db.scalars(select(GuestLink.expiry_recorded_at).order_by(GuestLink.id)).all()
    for at, end in zip(recorded, ends, strict=True):
        assert at is not None
        assert timedelta(0) <= at - end < timedelta(seconds=1)


@pytest.mark.parametrize("seconds", [60, MAINTENANCE_TASKS["expire_links"].every + 1])
def test_a_link_that_ends_after_the_next_message_is_left_to_it(app: "Celery", maker: Maker, seconds: float) -> None:
    began = time.monotonic()
    end_link(maker, seconds=seconds)
    app.tasks["tasks.expire_links"].apply(throw=True)
    assert time.monotonic() - began < 2
    assert done_at(maker, select(GuestLink.expiry_recorded_at)) is None


def test_a_worker_that_ends_waits_for_no_link(app: "Celery", maker: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    ending = Event()
    ending.set()
    monkeypatch.setattr("tasks.periodic.ending", ending)
    end_link(maker, seconds=2)
    app.tasks["tasks.expire_links"].apply(throw=True)
    assert done_at(maker, select(GuestLink.expiry_recorded_at)) is None


def named_by(message: Any) -> list[int]:
    """The ids of the workflows that a message names."""
    return [*message.payload[0], *message.headers.get("other_workflows", [])]


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
        sets = sorted(named_by(message) for message in messages)
        assert [len(message.payload[0]) for message in messages] == [1, 1]
        assert {message.headers["task"] for message in messages} == {"tasks.advance_workflow"}
    one, two, three = (workflow.id for workflow in acts.workflows(maker))
    assert sets == [[one, two], [three]]


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


def test_a_task_that_fails_records_its_failure(app: "Celery", maker: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("dana@example.com")

    monkeypatch.setattr(running, "run_task", broken)
    with pytest.raises(RuntimeError):
        app.tasks["tasks.expire_links"].apply(throw=True)
    with database.reading(maker.bind) as db:
        run = db.get_one(MaintenanceRun, "expire_links")
        assert (run.successes, run.last_error) == (0, "RuntimeError")


@pytest.mark.parametrize("name", MAINTENANCE_TASKS)
def test_a_database_that_is_away_is_said_once_and_not_by_each_task(
    app: "Celery", maker: Maker, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    fault_log._logged.clear()
    monkeypatch.setenv("GUESTLINK_DATABASE_URL", "postgresql://nobody@127.0.0.1:9/none")
    forget()
    for _ in range(2):
        app.tasks[f"tasks.{name}"].apply(throw=True)
    errors = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
    assert errors == [f"database: {Fault.REFUSED.value}"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_task_that_had_no_turn_to_write_is_no_error_and_runs_at_the_next_message(
    app: "Celery", maker: Maker, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "TURN_SECONDS", 0.05)
    expire = app.tasks["tasks.expire_links"]
    with database.writing() as other:
        other.connection()
        expire.apply(throw=True)
    assert [record.levelname for record in caplog.records if record.levelno >= logging.WARNING] == ["WARNING"]
    expire.apply(throw=True)
    with database.reading(maker.bind) as db:
        assert db.get_one(MaintenanceRun, "expire_links").successes == 1


def test_a_run_of_a_task_is_logged_under_its_own_id(
    app: "Celery", maker: Maker, caplog: pytest.LogCaptureFixture
) -> None:
    maker.link(days=1, now=BEFORE)
    ids: list[str | None] = []

    def note(record: logging.LogRecord) -> bool:
        if record.msg == "a maintenance task changed rows":
            ids.append(request_ids.current())
        return True

    caplog.handler.addFilter(note)
    with caplog.at_level("INFO"):
        result = app.tasks["tasks.expire_links"].apply(throw=True)
    assert set(ids) == {result.id}
