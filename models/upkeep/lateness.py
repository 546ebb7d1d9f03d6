"""Which maintenance tasks are late, and why (contract 5.17)."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from models.tables import MaintenanceRun, Site
from models.upkeep import running
from models.upkeep.maintenance_tasks import MAINTENANCE_TASKS
from models.upkeep.parts import Part, parts_by_name

# An error of longer ago is not why a task is late.
RECENTLY = timedelta(seconds=60)


class Why(StrEnum):
    """Why a task is late."""

    FAILS = "fails"
    WORKER_SILENT = "worker_silent"
    BEAT_SILENT = "beat_silent"
    WAITS = "waits"


def last_successes(db: Session) -> dict[str, datetime]:
    """The last success of each task, by name. For a task that never succeeded it is the founding of the site."""
    founded = db.get_one(Site, 1).created_at
    recorded = {name: run.last_success_at for name, run in running.runs(db).items()}
    return {name: recorded.get(name) or founded for name in MAINTENANCE_TASKS}


def is_late(name: str, last_success: datetime, *, now: datetime) -> bool:
    return last_success <= now - MAINTENANCE_TASKS[name].late_after


def late_tasks(db: Session, *, now: datetime) -> list[str]:
    """Their names."""
    return [name for name, last_success in last_successes(db).items() if is_late(name, last_success, now=now)]


def why_late(db: Session, *, now: datetime) -> dict[str, Why]:
    """For the name of each late task, the first cause that applies."""
    runs, parts = running.runs(db), parts_by_name(db, now=now)
    return {name: _why(runs.get(name), parts, now) for name in late_tasks(db, now=now)}


def _why(run: MaintenanceRun | None, parts: dict[str, Part], now: datetime) -> Why:
    if run and run.last_error_at and run.last_error_at > now - RECENTLY:
        return Why.FAILS
    if parts["worker"].is_silent:
        return Why.WORKER_SILENT
    return Why.BEAT_SILENT if parts["beat"].is_silent else Why.WAITS
