"""Diagnosing: which tasks are late and why, whose clock is off, and the figures of a site at work."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import func, literal_column, select
from sqlalchemy.orm import Session

from models.tables import MaintenanceRun, PartReport, Site, Visit, Workflow
from models.upkeep import running
from models.upkeep.chores import CHORES
from models.upkeep.parts import EVERY_SECONDS

# Sooner than the first task is late, so that it is told what it is late for.
SILENT_AFTER = timedelta(seconds=3 * EVERY_SECONDS)
FAILED_LATELY = timedelta(seconds=60)
# A clock that is off by more is late: people notice, and certificates and tokens of others begin to fail.
CLOCK_OFF_SECONDS = 5.0
# Rows are counted up to here: a scrape must cost the same on every site.
MOST_COUNTED = 10_000


class Why(StrEnum):
    """Of a late task."""

    FAILS = "fails"
    WORKER_SILENT = "worker_silent"
    BEAT_SILENT = "beat_silent"
    WAITS = "waits"


@dataclass(frozen=True)
class Part:
    """Worker or beat: its last sign, and the clock that is furthest off of those heard lately."""

    last_at: datetime | None
    clock_ahead: float | None
    is_silent: bool


def parts(db: Session, *, now: datetime) -> dict[str, Part]:
    reports = list(db.scalars(select(PartReport)))
    return {name: _part([each for each in reports if each.part == name], now) for name in ("worker", "beat")}


def _part(reports: list[PartReport], now: datetime) -> Part:
    lately = [report.clock_ahead for report in reports if report.last_at > now - SILENT_AFTER]
    return Part(
        max((report.last_at for report in reports), default=None), max(lately, key=abs, default=None), not lately
    )


def is_off(clock_ahead: float | None) -> bool:
    return clock_ahead is not None and abs(clock_ahead) > CLOCK_OFF_SECONDS


def why_late(db: Session, *, now: datetime) -> dict[str, Why]:
    """The late tasks, each with the nearest cause that can be told from here."""
    runs, found = running.runs(db), parts(db, now=now)
    return {name: _why(runs.get(name), found, now) for name in running.late(db, now=now)}


def _why(run: MaintenanceRun | None, found: dict[str, Part], now: datetime) -> Why:
    if run and run.last_error_at and run.last_error_at > now - FAILED_LATELY:
        return Why.FAILS
    if found["worker"].is_silent:
        return Why.WORKER_SILENT
    return Why.BEAT_SILENT if found["beat"].is_silent else Why.WAITS


@dataclass(frozen=True)
class Figure:
    """`values` by label; where there is no label, by "". A figure that only rises is counted."""

    name: str
    about: str
    label: str
    values: dict[str, float] = field(default_factory=dict)
    is_counted: bool = False


def figures(db: Session, *, now: datetime, web_ahead: float) -> list[Figure]:
    """What every web process tells alike; but for the web's own clock."""
    found = parts(db, now=now)
    clocks = {name: part.clock_ahead for name, part in found.items()} | {"web": web_ahead}
    silences = {name: (now - part.last_at).total_seconds() for name, part in found.items() if part.last_at}
    return [
        *_of_tasks(db, now),
        Figure("workflows", f"Workflows not done, by state; at most {MOST_COUNTED}", "state", workflows(db)),
        Figure("connected_guests", "Guests who are connected now", "", {"": _connected(db, now)}),
        Figure("part_silent_seconds", "Seconds since worker and beat were last heard of", "part", silences),
        Figure(
            "clock_ahead_seconds",
            "By how much a part's clock is ahead of the database's",
            "part",
            {name: ahead for name, ahead in clocks.items() if ahead is not None},
        ),
    ]


def _of_tasks(db: Session, now: datetime) -> list[Figure]:
    runs, late = running.runs(db), running.late(db, now=now)
    founded = db.get_one(Site, 1).created_at
    since = {name: run.last_success_at or founded for name, run in runs.items()}
    silent = {name: (now - since.get(name, founded)).total_seconds() for name in CHORES}
    rows = {name: float(run.rows_done) for name, run in runs.items()}
    successes = {name: float(run.successes) for name, run in runs.items()}
    backlog = {name: float(run.backlog) for name, run in runs.items()}
    return [
        Figure("sweep_rows", "Rows that each task has done", "task", rows, is_counted=True),
        Figure("sweep_successes", "Successful runs of each task", "task", successes, is_counted=True),
        Figure("sweep_backlog", "Rows still due after a task's last run", "task", backlog),
        Figure("seconds_since_success", "Seconds since a task's last success", "task", silent),
        Figure("task_late", "1 where a task is late", "task", {name: float(name in late) for name in CHORES}),
    ]


def workflows(db: Session) -> dict[str, float]:
    """How many are not done, by state; at most MOST_COUNTED."""
    counted: dict[str, float] = {}
    for state in ("open", "failed"):
        # Literal, so that the partial indexes on just these are found.
        rows = select(Workflow.id).where(Workflow.state == literal_column(f"'{state}'")).limit(MOST_COUNTED)
        counted[state] = float(db.scalar(select(func.count()).select_from(rows.subquery())) or 0)
    return counted


def _connected(db: Session, now: datetime) -> float:
    return float(db.scalar(select(func.count(Visit.session_id.distinct())).where(Visit.live(now))) or 0)
