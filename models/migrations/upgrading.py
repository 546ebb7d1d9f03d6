"""Running the migrations. On PostgreSQL the site goes on serving meanwhile.

Each migration has its own transaction there. It may wait for a lock only for a moment, because everybody else waits
behind it, and then it is tried again. Nothing else has a limit of time (contract 11.44).
"""

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from models.errors import Misconfigured
from models.plumbing.database_faults import Fault, fault_of
from models.plumbing.progress import Report

FOLDER = Path(__file__).parent
# Any number will do. It identifies our advisory lock in PostgreSQL.
LOCK = 7_141_892
LOCK_TIMEOUT = "500ms"
PAUSE_SECONDS = 1.0
# How often somebody who waits for another migration asks whether it is done.
ASK_AGAIN_SECONDS = 0.2
# How long one migration is tried again when its tables are in use. Each transaction of ours ends within 30 seconds.
PATIENCE_SECONDS = 600.0
LIMITS = f"SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'"
NO_LIMITS = (
    "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0"
)


def upgrade(bind: Engine, report: Report) -> None:
    """Bring the schema to the newest version. Safe to call in two places at once: the second one waits."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["report"] = report
    with _alone(bind):
        missing = _missing(bind, ScriptDirectory.from_config(config))
        for done, version in enumerate(missing):
            report(f"Migration {version}", done, len(missing))
            _try_until_done(bind, config, version, report)
        for last in missing[-1:]:
            report(f"Migration {last}", len(missing), len(missing))


def _alone(bind: Engine) -> AbstractContextManager[None]:
    return _holding_lock(bind) if bind.dialect.name == "postgresql" else nullcontext()


@contextmanager
def _holding_lock(bind: Engine) -> Iterator[None]:
    """In a transaction that does nothing else: so it works behind a pooler, and keeps no row from being cleaned up."""
    with bind.connect() as connection, connection.begin():
        connection.exec_driver_sql(NO_LIMITS)
        # Asked again and again, and without parameters: a statement that waits, or has parameters, would keep its
        # snapshot, and indexes are built only when all older snapshots are gone.
        while not connection.exec_driver_sql(f"SELECT pg_try_advisory_xact_lock({LOCK})").scalar_one():
            time.sleep(ASK_AGAIN_SECONDS)
        yield


def _missing(bind: Engine, script: ScriptDirectory) -> list[str]:
    """The versions that this database lacks, oldest first."""
    with bind.connect() as connection:
        has_any = inspect(connection).has_table("alembic_version")
        present = connection.scalar(text("SELECT version_num FROM alembic_version")) if has_any else None
    versions = [revision.revision for revision in script.walk_revisions()][::-1]
    return [version for version in versions if present is None or version > present]


def _try_until_done(bind: Engine, config: Config, version: str, report: Report) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            with bind.connect() as connection:
                _run(connection, config, version)
        except DBAPIError as error:
            if fault_of(error) is not Fault.LOCK_TIMEOUT:
                raise
            if time.monotonic() > until:
                raise Misconfigured(
                    "Migration %(version)s waits for a lock, because other transactions are open for too long. "
                    "End them, then run this again: guestlink migrate",
                    version=version,
                ) from None
            report(f"Migration {version} waits for others, and is tried again", 0, 1)
            time.sleep(PAUSE_SECONDS)
        else:
            return


def _run(connection: Connection, config: Config, version: str) -> None:
    config.attributes["connection"] = connection
    if connection.dialect.name == "sqlite":
        _run_on_sqlite(connection, config, version)
        return
    connection.execution_options(begins_with=LIMITS)
    try:
        command.upgrade(config, version)
    finally:
        # It may have lost its limits (steps.py), so nobody else gets it.
        connection.invalidate()


def _run_on_sqlite(connection: Connection, config: Config, version: str) -> None:
    """To change a constraint, SQLite copies the table, drops it and renames the copy. While it is dropped, rows that
    refer to it would be refused. That can only be switched off before the transaction (SQLite's manual)."""
    driver: Any = connection.connection.dbapi_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        command.upgrade(config, version)
    finally:
        driver.execute("PRAGMA foreign_keys=ON")
