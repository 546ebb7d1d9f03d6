"""The one list of maintenance: the schedule, the tasks, `guestlink sweep`, lateness and their tests read it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from models.advancing import advance_workflow
from models.dispatching import dispatch_workflows
from models.ending_visits import end_silent_visits
from models.expiring import deactivate_links, expire_links
from models.plumbing import clock
from models.plumbing import db as database
from models.plumbing.swept import Swept
from models.tables import MaintenanceRun

BATCH = 500


@dataclass(frozen=True)
class Chore:
    """`every`: how often beat asks for it, in seconds. It is late when nothing has succeeded for `late_after`."""

    sweep: Callable[..., Swept]
    every: float
    late_after: timedelta = timedelta(seconds=60)

    @property
    def name(self) -> str:
        return self.sweep.__name__


CHORES: dict[str, Chore] = {
    chore.name: chore
    for chore in (
        Chore(expire_links, every=4),
        Chore(deactivate_links, every=4),
        Chore(end_silent_visits, every=20),
        Chore(dispatch_workflows, every=2),
    )
}


def run_chore(name: str, *, now: datetime, limit: int = BATCH, bind: Engine | None = None) -> Swept:
    """One bounded batch and the record of its success, in one transaction."""
    with database.writing(bind) as db:
        swept = CHORES[name].sweep(db, now=now, limit=limit)
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
            if name == dispatch_workflows.__name__:
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


def late(runs: dict[str, MaintenanceRun], *, now: datetime) -> list[str]:
    """The chores that have not succeeded for too long, or never."""
    last = {name: run.last_success_at for name, run in runs.items()}
    return [
        name
        for name, chore in CHORES.items()
        if (success := last.get(name)) is None or success <= now - chore.late_after
    ]
