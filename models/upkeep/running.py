"""Running the maintenance tasks, and recording how each run ended (contract 5.16)."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Engine, exists, select, update
from sqlalchemy.orm import Session

from models.plumbing import clock, database
from models.plumbing.progress import Report, report_nothing
from models.plumbing.sweeping import AT_ONCE, IN_SETS, Swept
from models.tables import MaintenanceRun
from models.upkeep.maintenance_tasks import DISPATCH, DISPATCH_PREPARING, MAINTENANCE_TASKS
from models.workflows.advancing import advance_workflows, in_sets
from models.workflows.preparing import prepare_recording

# The most rows that one transaction changes. On SQLite, guests wait for it meanwhile (facts 160).
BATCH = 2000
# A run that works off its batches has one instant for all of them, its first.
LONGEST_RUN = timedelta(seconds=30)


def run_task(name: str, *, now: datetime, limit: int = BATCH, bind: Engine | None = None) -> Swept:
    """Run one batch and record its success: in one transaction, unless it is of files."""
    task, begin = MAINTENANCE_TASKS[name], partial(database.writing, bind)
    before = task.use_case()(begin, now=now, limit=limit) if task.of_files else None
    with begin() as db:
        swept: Swept = before or task.use_case()(db, now=now, limit=limit)
        done = {"successes": MaintenanceRun.successes + 1, "rows_done": MaintenanceRun.rows_done + len(swept.ids)}
        _record(db, name, {**done, "last_success_at": now, "backlog": swept.backlog, "place": swept.place})
        return swept


def record_failure(name: str, error: Exception, *, now: datetime, bind: Engine | None = None) -> None:
    """Record the kind of error only, because its text may quote a guest."""
    with database.writing(bind) as db:
        _record(db, name, {"last_error": type(error).__name__, "last_error_at": now})


def sweep_all(*, bind: Engine | None = None, report: Report = report_nothing) -> dict[str, int]:
    """Run every maintenance task until nothing is due, and advance the due workflows, all in this process. Returns how
    many rows each task has done, by name."""
    # The whole sweep uses the same `now`. Otherwise work that becomes due meanwhile could keep it busy without end.
    now = clock.fresh_now(bind)
    with database.writing(bind) as db:
        # Tasks that look at a part of a table in each run begin anew, even right after a round has ended. So they see
        # all of it.
        db.execute(update(MaintenanceRun).values(place=AT_ONCE), execution_options=IN_SETS)
    return {name: _sweep(name, now=now, bind=bind, report=report) for name in MAINTENANCE_TASKS}


def _sweep(name: str, *, now: datetime, bind: Engine | None, report: Report) -> int:
    done, doing = 0, f"Sweeping, {name.replace('_', ' ')}"
    report(doing, 0, 1)
    while True:
        swept = run_task(name, now=now, limit=BATCH, bind=bind)
        _advance(name, swept.ids, bind)
        done += len(swept.ids)
        report(doing, done, done + swept.backlog)
        if not (goes_on(swept) or swept.place):
            return done


def goes_on(swept: Swept) -> bool:
    """Whether another batch may find more that is due."""
    return swept.more or len(swept.ids) >= BATCH


def _advance(name: str, workflow_ids: list[int], bind: Engine | None) -> None:
    """Do what the tasks that dispatch would send messages for."""
    begin, now = partial(database.writing, bind), partial(clock.fresh_now, bind)
    if name == DISPATCH:
        for ids in in_sets(workflow_ids):
            advance_workflows(begin, ids, clock=now)
    if name == DISPATCH_PREPARING:
        for workflow_id in workflow_ids:
            prepare_recording(begin, workflow_id, clock=now)


def ends_wait(*, now: datetime, bind: Engine | None = None) -> bool:
    """Whether a run that goes on has left links whose end is not recorded. If it has stopped, nothing waits for it."""
    names = [name for name, task in MAINTENANCE_TASKS.items() if task.followed_by == DISPATCH]
    goes_on = MaintenanceRun.backlog > 0, MaintenanceRun.last_success_at > now - LONGEST_RUN
    with database.reading(bind) as db:
        return db.scalar(select(exists().where(MaintenanceRun.name.in_(names), *goes_on))) or False


def runs(db: Session) -> dict[str, MaintenanceRun]:
    """What is recorded of each task, by name. One that never ran is missing."""
    return {run.name: run for run in db.scalars(select(MaintenanceRun))}


def recorded(run: MaintenanceRun) -> dict[str, Any]:
    """For programs: how a task is doing (contract 5.16)."""
    return {
        "last_success_at": run.last_success_at.isoformat() if run.last_success_at else None,
        "rows_done": run.rows_done,
        "backlog": run.backlog,
        "last_error": run.last_error,
    }


def _record(db: Session, name: str, values: dict[str, Any]) -> None:
    mine = update(MaintenanceRun).where(MaintenanceRun.name == name).values(values)
    if db.scalar(mine.returning(MaintenanceRun.name), execution_options=IN_SETS) is None:
        # If two first runs come at once, both insert, and one row remains.
        database.insert_missing(db, MaintenanceRun, name=name, successes=0, rows_done=0, backlog=0)
        db.execute(mine, execution_options=IN_SETS)
