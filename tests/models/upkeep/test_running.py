"""Running maintenance tasks: each run records how it ended, and one sweep runs all of them (contract 5.16, 7.13)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from models.links import expiring
from models.plumbing import database
from models.plumbing.sweeping import Swept
from models.tables import MaintenanceRun
from models.upkeep import lateness, running
from models.upkeep.maintenance_tasks import MAINTENANCE_TASKS
from tests.vocabulary import acts
from tests.vocabulary.maker import NOW, Maker


def runs(maker: Maker) -> dict[str, MaintenanceRun]:
    with database.reading(maker.bind) as db:
        return running.runs(db)


def test_a_run_records_its_success_its_rows_and_what_is_left(maker: Maker) -> None:
    media_id = maker.media()
    for _ in range(3):
        maker.link(media_id, days=1)
    expiry = NOW + timedelta(days=1)
    for minute, (done, left) in enumerate([(2, 1), (3, 0), (3, 0)]):
        now = expiry + timedelta(minutes=minute)
        running.run_task("expire_links", now=now, limit=2, bind=maker.bind)
        run = runs(maker)["expire_links"]
        assert (run.successes, run.last_success_at, run.rows_done, run.backlog) == (minute + 1, now, done, left)
    assert set(runs(maker)) == {"expire_links"}


def test_a_run_that_fails_records_no_success_and_keeps_only_the_kind_of_error(
    maker: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def expire_links(*_: Any, **__: Any) -> Swept:
        raise RuntimeError("dana@example.com")

    running.run_task("expire_links", now=NOW, bind=maker.bind)
    monkeypatch.setattr(expiring, "expire_links", expire_links)
    later = NOW + timedelta(minutes=1)
    with pytest.raises(RuntimeError) as failure:
        running.run_task("expire_links", now=later, bind=maker.bind)
    running.record_failure("expire_links", failure.value, now=later, bind=maker.bind)
    run = runs(maker)["expire_links"]
    assert (run.successes, run.last_success_at) == (1, NOW)
    assert (run.last_error, run.last_error_at) == ("RuntimeError", later)


def test_a_first_run_that_fails_is_recorded_too(maker: Maker) -> None:
    running.record_failure("expire_links", ValueError("secret"), now=NOW, bind=maker.bind)
    run = runs(maker)["expire_links"]
    assert (run.successes, run.last_success_at, run.last_error) == (0, None, "ValueError")


def test_one_sweep_does_all_that_is_due_without_broker_or_worker(maker: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "BATCH", 2)
    before = datetime.now(UTC) - timedelta(days=2)
    links = [maker.link(days=1, now=before) for _ in range(3)]
    used_up = maker.link(clicks=1, now=before)
    for link in links:
        maker.enter(link, now=before)
    staying = maker.enter(used_up, now=before)
    acts.watch(maker, staying, now=before)
    done = running.sweep_all(bind=maker.bind)
    assert done["deactivate_links"] == done["end_silent_visits"] == 1
    assert acts.sessions(maker) == {staying.session_hash}
    assert acts.groups(maker) == {used_up.id}
    assert {workflow.state for workflow in acts.workflows(maker)} == {"done"}
    with database.reading(maker.bind) as db:
        assert lateness.late_tasks(db, now=datetime.now(UTC)) == []


def test_a_sweep_tells_how_far_each_task_is(maker: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "BATCH", 2)
    before = datetime.now(UTC) - timedelta(days=2)
    for _ in range(3):
        maker.link(days=1, now=before)
    told: list[tuple[str, int, int]] = []
    running.sweep_all(bind=maker.bind, report=lambda *report: told.append(report))
    assert len({doing for doing, _done, _total in told}) == len(MAINTENANCE_TASKS)
    expiring = [report[1:] for report in told if report[0] == "Sweeping, expire links"]
    assert expiring == [(0, 1), (2, 3), (3, 3)]
