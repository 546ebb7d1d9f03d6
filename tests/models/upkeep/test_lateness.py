"""Which maintenance tasks are late, and why (contract 5.17)."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.plumbing import database
from models.tables import MaintenanceRun, Site
from models.upkeep import lateness, running
from models.upkeep.lateness import Why
from models.upkeep.maintenance_tasks import MAINTENANCE_TASKS
from models.upkeep.parts import record_report
from tests.vocabulary import acts
from tests.vocabulary.maker import NOW, Maker


def report(maker: Maker, part: str, *, ago: float = 0) -> None:
    acts.do(maker, record_report, part, "", clock_ahead=0.0, now=NOW - timedelta(seconds=ago))


@pytest.mark.parametrize("name", MAINTENANCE_TASKS)
@pytest.mark.parametrize(("seconds", "late"), [(-1, False), (0, True), (1, True)])
def test_a_maintenance_task_is_late_when_it_has_had_no_success_for_its_time(
    maker: Maker, name: str, seconds: int, late: bool
) -> None:
    now = NOW + MAINTENANCE_TASKS[name].late_after + timedelta(seconds=seconds)
    for other in MAINTENANCE_TASKS:
        running.record_failure(other, ValueError(), now=now, bind=maker.bind)
    with database.writing(maker.bind) as db:
        for run in db.scalars(select(MaintenanceRun)):
            run.last_success_at = NOW if run.name == name else now
    with database.reading(maker.bind) as db:
        assert lateness.late_tasks(db, now=now) == ([name] if late else [])


@pytest.mark.parametrize("name", MAINTENANCE_TASKS)
def test_a_maintenance_task_that_never_ran_counts_its_time_from_the_founding(maker: Maker, name: str) -> None:
    """Otherwise the doctor would report late tasks on every new site."""
    with database.reading(maker.bind) as db:
        due = db.get_one(Site, 1).created_at + MAINTENANCE_TASKS[name].late_after
        assert name not in lateness.late_tasks(db, now=due - timedelta(seconds=1))
        assert name in lateness.late_tasks(db, now=due)


def test_every_maintenance_task_runs_at_least_twice_before_it_would_be_late() -> None:
    for task in MAINTENANCE_TASKS.values():
        assert timedelta(seconds=task.every * 2) <= task.late_after


def causes(maker: Maker) -> set[Why]:
    with database.reading(maker.bind) as db:
        why_late = lateness.why_late(db, now=NOW)
        assert list(why_late) == lateness.late_tasks(db, now=NOW)
    return set(why_late.values())


def test_when_nothing_is_late_there_is_no_cause(maker: Maker) -> None:
    for name in MAINTENANCE_TASKS:
        running.run_task(name, now=NOW, bind=maker.bind)
    assert causes(maker) == set()


def test_the_first_cause_that_applies_is_named(maker: Maker) -> None:
    with database.writing(maker.bind) as db:
        db.get_one(Site, 1).created_at = NOW - timedelta(days=1)
    assert causes(maker) == {Why.WORKER_SILENT}
    report(maker, "beat")
    assert causes(maker) == {Why.WORKER_SILENT}
    report(maker, "beat", ago=90)
    report(maker, "worker")
    assert causes(maker) == {Why.BEAT_SILENT}
    report(maker, "beat")
    assert causes(maker) == {Why.WAITS}
    running.record_failure("expire_links", ValueError(), now=NOW - timedelta(seconds=59), bind=maker.bind)
    assert causes(maker) == {Why.WAITS, Why.FAILS}
    running.record_failure("expire_links", ValueError(), now=NOW - timedelta(seconds=60), bind=maker.bind)
    assert causes(maker) == {Why.WAITS}, "an error of long ago is not the cause"
