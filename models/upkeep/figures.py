"""The figures of a site that `/metrics` shows: tasks, workflows, connected guests, the backup, silent parts and
clocks."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, literal_column, select
from sqlalchemy.orm import Session

from models.files import upload_notes
from models.site import audit_log
from models.tables import Site, Visit, Workflow
from models.tables.workflow import WorkflowState
from models.upkeep import running
from models.upkeep.lateness import is_late, last_successes
from models.upkeep.parts import parts_by_name

# We count rows only up to this number, so that a scrape of /metrics costs the same on every site. Only connected guests
# are counted without a limit: their number says how much the site has to do, and their pages cost more than the count.
MAX_COUNTED = 10_000


@dataclass(frozen=True)
class Figure:
    """`values` are by the value of the label, or by "" if there is no label. `is_counter`: the values only rise."""

    name: str
    about: str
    label: str
    values: dict[str, float] = field(default_factory=dict)
    is_counter: bool = False


def figures(db: Session, *, now: datetime, web_ahead: float) -> list[Figure]:
    """Every web process gives the same figures, except for `web_ahead`: the seconds by which its clock is ahead."""
    parts = parts_by_name(db, now=now)
    clocks = {name: part.clock_ahead for name, part in parts.items()} | {"web": web_ahead}
    founded = db.get_one(Site, 1).created_at
    silences = {name: (now - (part.last_at or founded)).total_seconds() for name, part in parts.items()}
    workflows = count_unfinished_workflows(db)
    return [
        *_task_figures(db, now),
        Figure("workflows", f"Workflows that are not done, by state, at most {MAX_COUNTED}", "state", workflows),
        Figure("connected_guests", "Guests who are connected now", "", {"": _connected_guests(db, now)}),
        Figure("unfinished_uploads", "Uploads in pieces that are not finished", "", {"": _unfinished_uploads()}),
        Figure(
            "part_silent_seconds",
            "Seconds since the last sign of life of worker, media and beat, or since the founding if there was none",
            "part",
            silences,
        ),
        Figure("seconds_since_backup", "Seconds since `guestlink backup` last made one", "", _since_backup(db, now)),
        Figure(
            "clock_ahead_seconds",
            "Seconds by which the clock of a part is ahead of the database's",
            "part",
            {name: ahead for name, ahead in clocks.items() if ahead is not None},
        ),
    ]


def _task_figures(db: Session, now: datetime) -> list[Figure]:
    runs, last = running.runs(db), last_successes(db)
    seconds = {name: (now - last_success).total_seconds() for name, last_success in last.items()}
    rows = {name: float(run.rows_done) for name, run in runs.items()}
    successes = {name: float(run.successes) for name, run in runs.items()}
    backlog = {name: float(run.backlog) for name, run in runs.items()}
    late = {name: float(is_late(name, last_success, now=now)) for name, last_success in last.items()}
    return [
        Figure("sweep_rows", "Rows done by each maintenance task", "task", rows, is_counter=True),
        Figure("sweep_successes", "Successful runs of each maintenance task", "task", successes, is_counter=True),
        Figure("sweep_backlog", "Rows that were still due after the last run of a task", "task", backlog),
        Figure("seconds_since_success", "Seconds since the last success of a task", "task", seconds),
        Figure("task_late", "1 if a task is late, otherwise 0", "task", late),
    ]


def count_unfinished_workflows(db: Session) -> dict[str, float]:
    """How many are open and how many failed, each at most MAX_COUNTED."""
    counts: dict[str, float] = {}
    for state in (WorkflowState.OPEN, WorkflowState.FAILED):
        # A literal and not a parameter: only then the database uses the partial index of this state.
        rows = select(Workflow.id).where(Workflow.state == literal_column(f"'{state}'")).limit(MAX_COUNTED)
        counts[state.value] = float(db.scalar(select(func.count()).select_from(rows.subquery())) or 0)
    return counts


def _unfinished_uploads() -> float:
    return float(len(upload_notes.unfinished()))


def _since_backup(db: Session, now: datetime) -> dict[str, float]:
    """Without a value if none is known, as of a site that other programs back up."""
    made_at = audit_log.last_time_of(db, "backup_made")
    return {"": (now - made_at).total_seconds()} if made_at else {}


def _connected_guests(db: Session, now: datetime) -> float:
    return float(db.scalar(select(func.count(Visit.session_id.distinct())).where(Visit.connected(now))) or 0)
