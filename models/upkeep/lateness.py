"""Which maintenance tasks are late, and why (contract 5.17)."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from models.tables import MaintenanceRun, Site
from models.upkeep import running
from models.upkeep.chores import CHORES
from models.upkeep.parts import Part, parts_by_name

FAILED_LATELY = timedelta(seconds=60)


class Why(StrEnum):
    """Why a task is late."""

    FAILS = "fails"
    WORKER_SILENT = "worker_silent"
    BEAT_SILENT = "beat_silent"
    WAITS = "waits"


def late(db: Session, *, now: datetime) -> list[str]:
    """The names of the late tasks. For a task that never succeeded, the time counts from the founding of the site."""
    founded = db.get_one(Site, 1).created_at
    successes = {name: run.last_success_at for name, run in running.runs(db).items()}
    return [name for name, chore in CHORES.items() if (successes.get(name) or founded) <= now - chore.late_after]


def why_late(db: Session, *, now: datetime) -> dict[str, Why]:
    """The late tasks by name, each with the first cause that applies."""
    runs, parts = running.runs(db), parts_by_name(db, now=now)
    return {name: _why(runs.get(name), parts, now) for name in late(db, now=now)}


def _why(run: MaintenanceRun | None, parts: dict[str, Part], now: datetime) -> Why:
    if run and run.last_error_at and run.last_error_at > now - FAILED_LATELY:
        return Why.FAILS
    if parts["worker"].is_silent:
        return Why.WORKER_SILENT
    return Why.BEAT_SILENT if parts["beat"].is_silent else Why.WAITS
