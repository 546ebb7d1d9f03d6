"""The one clock. Called at the doors only (`web/`, `tasks/`, the command line); use-cases take `now`.

On PostgreSQL it is the database's time, extrapolated on this process's monotonic clock from a sample at most
30 s old, so that no machine's wrong clock ends a visit. On SQLite it is the system's.
"""

import time
from datetime import UTC, datetime, timedelta
from threading import Lock

from sqlalchemy import Engine, text

from models.plumbing import db

SAMPLE_SECONDS = 30.0

_lock = Lock()
_samples: dict[int, tuple[datetime, float]] = {}


def utcnow(bind: Engine | None = None) -> datetime:
    """Now, aware, UTC. Raises sqlalchemy's OperationalError when a needed sample cannot be had."""
    bind = bind or db.engine()
    if bind.dialect.name != "postgresql":
        return datetime.now(UTC)
    with _lock:
        sample = _samples.get(id(bind))
        if sample is None or time.monotonic() - sample[1] > SAMPLE_SECONDS:
            sample = _samples[id(bind)] = _ask(bind)
    return sample[0] + timedelta(seconds=time.monotonic() - sample[1])


def asked_now(bind: Engine | None = None) -> datetime:
    """Now, asked afresh: for a sweep or a workflow step, which judge many rows by one instant."""
    bind = bind or db.engine()
    return _ask(bind)[0] if bind.dialect.name == "postgresql" else datetime.now(UTC)


def _ask(bind: Engine) -> tuple[datetime, float]:
    with bind.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        answer = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
        return answer.astimezone(UTC), time.monotonic()
