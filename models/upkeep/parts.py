"""Reporting in: the worker tells that it lives, and that it has heard from beat, which knows no database."""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from models.plumbing.database import insert_missing
from models.tables import PartReport

EVERY_SECONDS = 10.0
# Hosts come and go; of one that has been silent for so long nobody asks any more.
FORGOTTEN_AFTER = timedelta(days=1)


def report_in(db: Session, part: str, host: str, *, clock_ahead: float, now: datetime) -> None:
    # Two first reports side by side: both insert, one row remains.
    insert_missing(db, PartReport, part=part, host=host, last_at=now, clock_ahead=clock_ahead)
    report = db.get_one(PartReport, (part, host), with_for_update=True)
    report.last_at, report.clock_ahead = now, clock_ahead
    db.execute(delete(PartReport).where(PartReport.part == part, PartReport.last_at < now - FORGOTTEN_AFTER))
