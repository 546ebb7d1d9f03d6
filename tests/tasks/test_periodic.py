"""Each periodic task is really run. It changes a row that is due, and none that only another task should change."""

import logging
import time
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, update

from models.files import storage
from models.plumbing import database, fault_log, request_ids, sqlite
from models.plumbing.database_faults import Fault
from models.tables import GuestLink, MaintenanceRun
from models.upkeep import running
from models.upkeep.maintenance_tasks import MAINTENANCE_TASKS
from tests.conftest import forget
from tests.tasks.due import BEFORE, DUE
from tests.vocabulary.maker import Maker

if TYPE_CHECKING:
    from celery import Celery


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


def test_links_that_end_shortly_after_each_other_are_recorded_in_few_runs(app: "Celery", maker: Maker) -> None:
    for number in range(20):
        end_link(maker, seconds=0.5 + number / 20)
    app.tasks["tasks.expire_links"].apply(throw=True)
    with database.reading(maker.bind) as db:
        assert None not in set(db.scalars(select(GuestLink.expiry_recorded_at)))
        # One at once, and one for each half second in which some end.
        assert db.get_one(MaintenanceRun, "expire_links").successes <= 4


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
    monkeypatch.setattr(sqlite, "TURN_SECONDS", 0.05)
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
