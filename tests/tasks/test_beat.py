"""At most one message of each periodic task waits, however long no worker runs (contract 5.15)."""

import errno
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from celery.beat import Scheduler

from models.upkeep.maintenance_tasks import MAINTENANCE_TASKS

if TYPE_CHECKING:
    from celery import Celery

    from tests.tasks.conftest import Waiting

ROOT = Path(__file__).parents[2]


def make_scheduler(app: "Celery", scheduler_class: type[Scheduler]) -> Scheduler:
    scheduler = scheduler_class(app=app, lazy=True)
    scheduler.setup_schedule()
    return scheduler


def publish_all(scheduler: Scheduler, times: int = 1) -> None:
    for _ in range(times):
        for entry in list(scheduler.schedule.values()):
            scheduler.apply_async(entry, advance=False)


def test_one_message_of_each_task_waits(app: "Celery", waiting: "Waiting") -> None:
    from tasks.beat import OneMessageScheduler

    publish_all(make_scheduler(app, OneMessageScheduler), times=5)
    assert waiting.by_queue() == dict.fromkeys(MAINTENANCE_TASKS, 1)


def test_with_celerys_own_scheduler_messages_pile_up(app: "Celery", waiting: "Waiting") -> None:
    """Shows that the test above can fail."""
    publish_all(make_scheduler(app, Scheduler), times=5)
    assert waiting.by_queue() == dict.fromkeys(MAINTENANCE_TASKS, 5)


def test_two_beats_leave_one_message_between_them(app: "Celery", waiting: "Waiting") -> None:
    from tasks.beat import OneMessageScheduler

    for scheduler in (make_scheduler(app, OneMessageScheduler), make_scheduler(app, OneMessageScheduler)):
        publish_all(scheduler, times=2)
    assert waiting.by_queue() == dict.fromkeys(MAINTENANCE_TASKS, 1)


def test_when_a_message_is_taken_the_next_one_is_published(app: "Celery", waiting: "Waiting") -> None:
    from tasks.beat import OneMessageScheduler

    scheduler = make_scheduler(app, OneMessageScheduler)
    publish_all(scheduler)
    with app.connection_for_read() as connection, connection.SimpleQueue(app.amqp.queues["expire_links"]) as queue:
        message = queue.get(timeout=5)
        assert message.headers["task"] == "tasks.expire_links"
        message.ack()
    assert waiting.by_queue()["expire_links"] == 0
    publish_all(scheduler)
    assert waiting.by_queue() == dict.fromkeys(MAINTENANCE_TASKS, 1)


def test_an_entry_whose_message_is_withheld_waits_for_its_next_time(app: "Celery") -> None:
    """Otherwise the entry would stay due, and beat would look at its queue without a pause."""
    from tasks.beat import OneMessageScheduler

    scheduler = make_scheduler(app, OneMessageScheduler)
    name = next(iter(MAINTENANCE_TASKS))
    for runs in (1, 2, 3):
        entry = scheduler.schedule[name]
        scheduler.apply_async(entry)
        assert scheduler.schedule[name].total_run_count == runs
        assert not scheduler.schedule[name].is_due().is_due


def test_a_broker_that_is_away_is_an_error(app: "Celery", monkeypatch: pytest.MonkeyPatch) -> None:
    from tasks.beat import OneMessageScheduler

    scheduler = make_scheduler(app, OneMessageScheduler)
    monkeypatch.setitem(app.conf, "broker_url", "redis+socket:///nonexistent/socket")
    app._after_fork()
    entry = scheduler.schedule[next(iter(MAINTENANCE_TASKS))]
    with pytest.raises(Exception):  # noqa: B017, PT011 (each transport raises its own)
        scheduler.apply_async(entry)


BEAT_THAT_STANDS_STILL = """
import time
from tasks import beat
from tasks.app import app
beat.STUCK_SECONDS = 1.0
beat.OneMessageScheduler(app=app).watch()
time.sleep(60)
"""


def test_a_beat_that_stands_still_ends_itself(environment: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", BEAT_THAT_STANDS_STILL], cwd=ROOT, check=False, capture_output=True, timeout=50
    )
    assert (done.returncode, b"stood still" in done.stderr) == (1, True)


def test_a_folder_that_cannot_be_written_is_told_with_why(
    app: "Celery", folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from tasks import folder_broker
    from tasks.beat import OneMessageScheduler

    def refuse(*_arguments: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    scheduler = make_scheduler(app, OneMessageScheduler)
    monkeypatch.setattr(folder_broker, "_write", refuse)
    for entry in list(scheduler.schedule.values()):
        scheduler.apply_entry(entry)
    told = [record.getMessage() for record in caplog.records if record.name == "tasks.beat"]
    why = "the folder may not be written: its disk or a security module forbids it"
    assert told == [f"beat cannot send messages: the broker cannot use its folder {folder}: {why}"]
