"""The one clock. Only `web/`, `tasks/` and the command line read it; the functions in `models` take `now`.

On PostgreSQL it is the time of the database, so that a wrong clock of one machine ends nobody's visit. It is sampled at
most every 30 s and carried on by the machine's steady clock. On SQLite it is the time of the system.
"""

from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import NamedTuple

from sqlalchemy import Engine, text

from models.plumbing import database, steady_clock

SAMPLE_SECONDS = 30.0


class Reading(NamedTuple):
    """The time of the database, and by how many seconds the clock of this machine is ahead of it (negative: behind)."""

    now: datetime
    ahead: float


_lock = Lock()
# By engine: the time of the database, and the reading of the steady clock at that time.
_samples: dict[int, tuple[datetime, float]] = {}


def utcnow(bind: Engine | None = None) -> datetime:
    """Now, aware, in UTC. Raises sqlalchemy's OperationalError if the database must be asked and does not answer."""
    bind = bind or database.engine()
    if bind.dialect.name != "postgresql":
        return datetime.now(UTC)
    with _lock:
        sample = _samples.get(id(bind))
        if sample is None or steady_clock.seconds() - sample[1] > SAMPLE_SECONDS:
            sample = _samples[id(bind)] = _ask(bind)
    return sample[0] + timedelta(seconds=steady_clock.seconds() - sample[1])


def fresh_now(bind: Engine | None = None) -> datetime:
    """Now, from the database itself: for a sweep or a workflow step, which judges many rows by one instant."""
    return read(bind).now


def read(bind: Engine | None = None) -> Reading:
    """Now, from the database itself, and how far off the clock of this machine is."""
    bind = bind or database.engine()
    if bind.dialect.name != "postgresql":
        return Reading(datetime.now(UTC), 0.0)
    before = datetime.now(UTC)
    now = _ask(bind)[0]
    # Compared with the middle between question and answer, so that a slow network does not look like a slow clock.
    return Reading(now, (before + (datetime.now(UTC) - before) / 2 - now).total_seconds())


def _ask(bind: Engine) -> tuple[datetime, float]:
    """A sample: the time of the database, and the reading of the steady clock."""
    with bind.connect().execution_options(reads_only=True) as connection:
        answer = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
        return answer.astimezone(UTC), steady_clock.seconds()
