"""Running the maintenance tasks, and recording how each run ended (contract 5.16)."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from models.plumbing import clock, database
from models.plumbing.sweeping import Swept
from models.tables import MaintenanceRun
from models.upkeep.maintenance_tasks import DISPATCH, DISPATCH_PREPARING, MAINTENANCE_TASKS
from models.workflows.advancing import advance_workflow
from models.workflows.preparing import prepare_recording

# The most rows that one transaction changes.
BATCH = 500
# What is done with the ids that these tasks return.
ADVANCE: dict[str, Callable[..., None]] = {DISPATCH: advance_workflow, DISPATCH_PREPARING: prepare_recording}


def run_task(name: str, *, now: datetime, limit: int = BATCH, bind: Engine | None = None) -> Swept:
    """Run one batch and record its success, in one transaction."""
    with database.writing(bind) as db:
        swept: Swept = MAINTENANCE_TASKS[name].use_case()(db, now=now, limit=limit)
        run = _lock_run(db, name)
        run.successes += 1
        run.last_success_at, run.backlog = now, swept.backlog
        run.rows_done += len(swept.ids)
        return swept


def record_failure(name: str, error: Exception, *, now: datetime, bind: Engine | None = None) -> None:
    """Record the kind of error only, because its text may quote a guest."""
    with database.writing(bind) as db:
        run = _lock_run(db, name)
        run.last_error, run.last_error_at = type(error).__name__, now


def sweep_all(*, bind: Engine | None = None) -> dict[str, int]:
    """Run every maintenance task until nothing is due, and advance the due workflows, all in this process. Returns how
    many rows each task has done, by name."""
    # The whole sweep uses the same `now`. Otherwise work that becomes due meanwhile could keep it busy without end.
    now = clock.fresh_now(bind)
    return {name: _sweep(name, now=now, bind=bind) for name in MAINTENANCE_TASKS}


def _sweep(name: str, *, now: datetime, bind: Engine | None) -> int:
    done = 0
    while True:
        ids = run_task(name, now=now, bind=bind).ids
        done += len(ids)
        if name in ADVANCE:
            for workflow_id in ids:
                ADVANCE[name](lambda: database.writing(bind), workflow_id, clock=lambda: clock.fresh_now(bind))
        if len(ids) < BATCH:
            return done


def runs(db: Session) -> dict[str, MaintenanceRun]:
    """What is recorded of each task, by name. One that never ran is missing."""
    return {run.name: run for run in db.scalars(select(MaintenanceRun))}


def _lock_run(db: Session, name: str) -> MaintenanceRun:
    """The locked record of this task. If there is none, it is made."""
    record = select(MaintenanceRun).where(MaintenanceRun.name == name).with_for_update()
    run = db.scalar(record)
    if run is None:
        # If two first runs come at once, both insert, and one row remains.
        database.insert_missing(db, MaintenanceRun, name=name, successes=0, rows_done=0, backlog=0)
        run = db.scalars(record).one()
    return run
