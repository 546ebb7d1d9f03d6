"""The one clock. Called at the doors only (`web/`, `tasks/`, the command line); use-cases take `now`.

On PostgreSQL it is the database's time, extrapolated on this process's monotonic clock from a sample at most
30 s old, so that no machine's wrong clock ends a visit. On SQLite it is the system's.
"""

import time
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import NamedTuple

from sqlalchemy import Engine, text

from models.plumbing import database

SAMPLE_SECONDS = 30.0


class Reading(NamedTuple):
    """The database's time, and the seconds by which this machine's clock is ahead of it (negative: behind)."""

    now: datetime
    ahead: float


_lock = Lock()
_samples: dict[int, tuple[datetime, float]] = {}


def utcnow(bind: Engine | None = None) -> datetime:
    """Now, aware, UTC. Raises sqlalchemy's OperationalError when a needed sample cannot be had."""
    bind = bind or database.engine()
    if bind.dialect.name != "postgresql":
        return datetime.now(UTC)
    with _lock:
        sample = _samples.get(id(bind))
        if sample is None or time.monotonic() - sample[1] > SAMPLE_SECONDS:
            sample = _samples[id(bind)] = _ask(bind)
    return sample[0] + timedelta(seconds=time.monotonic() - sample[1])


def fresh_now(bind: Engine | None = None) -> datetime:
    """Now, asked afresh: for a sweep or a workflow step, which judge many rows by one instant."""
    bind = bind or database.engine()
    return _ask(bind)[0] if bind.dialect.name == "postgresql" else datetime.now(UTC)


def read(bind: Engine | None = None) -> Reading:
    """Now, asked afresh, and how far off the clock of this machine is: the moment between question and answer is
    compared, so a slow network does not count as a slow clock."""
    bind = bind or database.engine()
    if bind.dialect.name != "postgresql":
        return Reading(datetime.now(UTC), 0.0)
    before = datetime.now(UTC)
    now = _ask(bind)[0]
    return Reading(now, (before + (datetime.now(UTC) - before) / 2 - now).total_seconds())


def _ask(bind: Engine) -> tuple[datetime, float]:
    with bind.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        answer = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
        return answer.astimezone(UTC), time.monotonic()
