"""Logs what is wrong with the database: once when it begins, then at most once a minute, and once when it is over."""

import logging
import time
from threading import Lock

from models.plumbing.database_faults import OF_A_STATEMENT, Fault

log = logging.getLogger(__name__)
# A command says the fault as its one line of error. Without this, Python would print it a second time.
log.addHandler(logging.NullHandler())

REPEAT_SECONDS = 60.0

_lock = Lock()
# When each fault was last logged, on the monotonic clock. Emptied when a connection is made again.
_logged: dict[Fault, float] = {}


def note(fault: Fault) -> None:
    """Call this for each error. Most calls log nothing, so that a crowd of requests does not fill the log."""
    now = time.monotonic()
    with _lock:
        if now - _logged.get(fault, -REPEAT_SECONDS) < REPEAT_SECONDS:
            return
        _logged[fault] = now
    log.error("database: %s", fault.value, extra={"fault": fault.name.lower()})


def note_connection() -> None:
    """Call this when a connection was made."""
    with _lock:
        was_away = any(fault not in OF_A_STATEMENT for fault in _logged)
        _logged.clear()
    if was_away:
        log.info("database: it answers again")
