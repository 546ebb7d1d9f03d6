"""Running the chores of `models.upkeep.chores`: one batch and its record, all of them in one process, what is late."""

from datetime import datetime

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from models.plumbing import clock, database
from models.plumbing.sweeping import Swept
from models.tables import MaintenanceRun, Site
from models.upkeep.chores import CHORES, DISPATCH
from models.workflows.advancing import advance_workflow

BATCH = 500


def run_chore(name: str, *, now: datetime, limit: int = BATCH, bind: Engine | None = None) -> Swept:
    """One bounded batch and the record of its success, in one transaction."""
    with database.writing(bind) as db:
        swept: Swept = CHORES[name].use_case()(db, now=now, limit=limit)
        run = _run_of(db, name)
        run.successes += 1
        run.last_success_at, run.backlog = now, swept.backlog
        run.rows_done += len(swept.ids)
        return swept


def record_failure(name: str, error: Exception, *, now: datetime, bind: Engine | None = None) -> None:
    """The kind of error only: its text may quote a guest."""
    with database.writing(bind) as db:
        run = _run_of(db, name)
        run.last_error, run.last_error_at = type(error).__name__, now


def sweep_all(*, bind: Engine | None = None) -> dict[str, int]:
    """Every chore until nothing is due, and every due workflow, in this process, without broker or worker."""
    now = clock.asked_now(bind)
    done = dict.fromkeys(CHORES, 0)
    for name in CHORES:
        # Full batches go on with the same `now`, so that a stream of new work cannot keep a sweep for ever.
        while ids := run_chore(name, now=now, bind=bind).ids:
            done[name] += len(ids)
            if name == DISPATCH:
                for workflow_id in ids:
                    advance_workflow(lambda: database.writing(bind), workflow_id, clock=lambda: clock.asked_now(bind))
            if len(ids) < BATCH:
                break
    return done


def runs(db: Session) -> dict[str, MaintenanceRun]:
    return {run.name: run for run in db.scalars(select(MaintenanceRun))}


def _run_of(db: Session, name: str) -> MaintenanceRun:
    mine = select(MaintenanceRun).where(MaintenanceRun.name == name).with_for_update()
    run = db.scalar(mine)
    if run is None:
        # Two first runs side by side: both insert, one row remains.
        database.insert_missing(db, MaintenanceRun, name=name, successes=0, rows_done=0, backlog=0)
        run = db.scalars(mine).one()
    return run


def late(db: Session, *, now: datetime) -> list[str]:
    """The chores that have not succeeded for too long, counted from the site's founding."""
    founded = db.get_one(Site, 1).created_at
    last = {name: run.last_success_at for name, run in runs(db).items()}
    return [name for name, chore in CHORES.items() if (last.get(name) or founded) <= now - chore.late_after]
