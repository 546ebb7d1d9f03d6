"""Signs of life of worker, media worker and beat: recording them, and which part is silent (contract 5.18)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models.plumbing.database import insert_missing
from models.tables import PartReport

# `media` prepares recordings. One process may be both `worker` and `media`.
PARTS = ("worker", "media", "beat")
REPORT_EVERY_SECONDS = 10.0
# Shorter than the time after which the first task is late. So a part is known to be silent when a task becomes late.
SILENT_AFTER = timedelta(seconds=3 * REPORT_EVERY_SECONDS)
# The hosts of workers come and go. A report this old is removed.
FORGOTTEN_AFTER = timedelta(days=1)
# A clock that is off by more is reported: people notice it, and certificates and tokens begin to fail.
CLOCK_OFF_SECONDS = 5.0


@dataclass(frozen=True)
class Part:
    """One of PARTS. `clock_ahead` is in seconds, and None while the part is silent. If several workers report, it is
    that of the one whose clock is furthest off."""

    # None: never, or only before the clock was set back.
    last_at: datetime | None
    clock_ahead: float | None
    is_silent: bool


def record_report(db: Session, part: str, host: str, *, clock_ahead: float, now: datetime) -> None:
    """Record a sign of life, and remove the reports of hosts that have been gone for long."""
    # If two first reports come at once, both insert, and one row remains.
    insert_missing(db, PartReport, part=part, host=host, last_at=now, clock_ahead=clock_ahead)
    report = db.get_one(PartReport, (part, host), with_for_update=True)
    report.last_at, report.clock_ahead = now, clock_ahead
    db.execute(delete(PartReport).where(PartReport.part == part, PartReport.last_at < now - FORGOTTEN_AFTER))


def parts_by_name(db: Session, *, now: datetime) -> dict[str, Part]:
    # The clock was set back since those of the future were made. They say nothing about now.
    latest = now + timedelta(seconds=CLOCK_OFF_SECONDS)
    reports = list(db.scalars(select(PartReport).where(PartReport.last_at <= latest)))
    return {name: _part([each for each in reports if each.part == name], now) for name in PARTS}


def _part(reports: list[PartReport], now: datetime) -> Part:
    last_at = max((report.last_at for report in reports), default=None)
    clocks = [report.clock_ahead for report in reports if report.last_at > now - SILENT_AFTER]
    return Part(last_at, clock_ahead=max(clocks, key=abs, default=None), is_silent=not clocks)


def clock_is_off(clock_ahead: float | None) -> bool:
    return clock_ahead is not None and abs(clock_ahead) > CLOCK_OFF_SECONDS
