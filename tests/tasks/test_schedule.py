"""Schedule, tasks, queues and routes of the configuration fit together, and the worker reads each queue."""

import os
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from celery.schedules import crontab
from click.testing import CliRunner

from models.upkeep.maintenance_tasks import HOUR, MAINTENANCE_TASKS

if TYPE_CHECKING:
    from celery import Celery

    from tests.tasks.conftest import Waiting


def test_every_schedule_entry_names_a_registered_task_and_a_queue_of_its_own(app: "Celery") -> None:
    entries = app.conf.beat_schedule
    assert set(entries) == set(MAINTENANCE_TASKS)
    for name, entry in entries.items():
        assert entry["task"] in app.tasks
        every = MAINTENANCE_TASKS[name].every
        assert entry["schedule"] == (crontab(minute="0") if every == HOUR else every)
        assert entry["options"]["queue"] in app.amqp.queues
    assert len({entry["options"]["queue"] for entry in entries.values()}) == len(entries)


def test_every_route_names_a_registered_task_and_a_declared_queue(app: "Celery") -> None:
    declared = {queue.name for queue in app.conf.task_queues}
    for task, route in app.conf.task_routes.items():
        assert task in app.tasks
        assert route["queue"] in declared
    ours = {name for name in app.tasks if name.startswith("tasks.")}
    assert ours == set(app.conf.task_routes)


def test_every_message_is_acknowledged_after_its_work_and_given_back_by_a_worker_that_dies(app: "Celery") -> None:
    ours = [task for name, task in app.tasks.items() if name.startswith("tasks.")]
    assert len(ours) == len(MAINTENANCE_TASKS) + 2
    # Preparing may take hours, after which brokers give its message to somebody else. Its lease replaces them.
    ours.remove(app.tasks["tasks.prepare_recording"])
    assert all(task.acks_late and task.reject_on_worker_lost for task in ours)


def test_a_route_to_a_queue_that_nobody_declared_is_an_error(app: "Celery") -> None:
    from celery.exceptions import QueueNotFound

    with pytest.raises(QueueNotFound):
        app.send_task("tasks.advance_workflow", args=[1], queue="nobody_reads_this")


def test_workers_consume_every_declared_queue(app: "Celery", monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that is given no queues consumes all declared ones. Each of these has a route."""
    from tasks import run, signs_of_life

    started: list[dict[str, Any]] = []

    def worker(**options: Any) -> SimpleNamespace:
        started.append(options)
        return SimpleNamespace(start=lambda: None, exitcode=0)

    monkeypatch.setattr(app, "Worker", worker)
    monkeypatch.setattr(signs_of_life, "parts", [])
    for only in ("all", "maintenance", "media"):
        assert run.run_worker(only) == 0
    every, maintenance, media = (options["queues"] for options in started)
    assert (every, media) == (None, ["media"])
    assert not {"Q", "exclude_queues", "X"} & set(started[0])
    declared = {queue.name for queue in app.conf.task_queues}
    assert set(app.amqp.queues.consume_from) == declared
    assert sorted([*maintenance, *media]) == sorted(declared)
    assert {route["queue"] for route in app.conf.task_routes.values()} == declared


@pytest.mark.parametrize("part", ["worker", "beat"])
def test_the_command_line_starts_the_worker_and_beat(part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from web.cli.tree import parent_death, parts

    became: list[list[str]] = []
    monkeypatch.setattr(parts, "_check_site", lambda: None)
    monkeypatch.setattr(parent_death, "end_with_parent", lambda: None)
    monkeypatch.setattr(os, "execv", lambda _program, arguments: became.append(arguments))
    CliRunner().invoke(getattr(parts, part), catch_exceptions=False)
    [command] = became
    assert command[-2:] == ["tasks.run", part]


@pytest.mark.parametrize("name", MAINTENANCE_TASKS)
def test_a_published_entry_arrives_in_its_own_queue_only(app: "Celery", waiting: "Waiting", name: str) -> None:
    entry: dict[str, Any] = app.conf.beat_schedule[name]
    app.send_task(entry["task"], **entry["options"])
    assert waiting.by_queue() == {name: 1}


def test_a_workflow_is_sent_to_the_queue_of_workflows(app: "Celery", waiting: "Waiting") -> None:
    from tasks.workflows import advance

    advance.delay(7)
    assert waiting.by_queue() == {"workflows": 1}
