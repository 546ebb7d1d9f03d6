"""Connections to SQLite, and how transactions take turns to write."""

import time
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

# SQLite has one writer at a time. A transaction waits this long for its turn, and pauses this long between two tries.
# SQLite's own waiting is off during BEGIN: its pauses grow, so a process that has waited long is overtaken (facts 31).
TURN_SECONDS = 10.0
ASK_AGAIN_SECONDS = 0.003
WAIT, DO_NOT_WAIT = "PRAGMA busy_timeout=10000", "PRAGMA busy_timeout=0"

PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    # An "off" that an owner has seen must survive a power cut (facts 30).
    "PRAGMA synchronous=FULL",
    WAIT,
    "PRAGMA foreign_keys=ON",
    # Erased names are overwritten. Without this, only Debian's builds of SQLite do that.
    "PRAGMA secure_delete=ON",
)


def prepare(driver: Any, _record: object) -> None:
    """For the event `connect` of an engine."""
    # The driver's own BEGIN would be deferred. `begin` sends ours.
    driver.isolation_level = None
    for pragma in PRAGMAS:
        driver.execute(pragma)


def needs_transaction(connection: Connection) -> bool:
    """Not if the block only reads."""
    return not connection.get_execution_options().get("reads_only")


def begin(connection: Connection) -> None:
    """For the event `begin` of an engine: waits for its turn."""
    if not needs_transaction(connection):
        return
    driver: Any = connection.connection.dbapi_connection
    driver.execute(DO_NOT_WAIT)
    try:
        _take_turn(connection)
    except OperationalError:
        driver.execute(WAIT)
        raise
    # No `finally`: after any other error, such as an interrupt, SQLAlchemy has closed the connection.
    driver.execute(WAIT)


def _take_turn(connection: Connection) -> None:
    """Raises OperationalError if there is no turn within TURN_SECONDS."""
    until = time.monotonic() + TURN_SECONDS
    while True:
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        except OperationalError as error:
            is_busy = str(getattr(error.orig, "sqlite_errorname", "")).startswith("SQLITE_BUSY")
            if not is_busy or time.monotonic() > until:
                # The caller knows whether it is tried again, and so whether it is a fault.
                raise
            time.sleep(ASK_AGAIN_SECONDS)
        else:
            return
