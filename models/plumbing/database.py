"""The database: engines, sessions, and the two ways to open a transaction.

`writing()` opens a transaction that may write; on SQLite it begins IMMEDIATE, because a deferred one that
reads first dies with "database is locked" whatever the timeout (facts 29). `reading()` is for pages that only
read: autocommit, which saves two round trips on PostgreSQL. What is asked is read to its end (`scalar`, `one`, `list`),
a lock too: on SQLite a row left unread holds its connection in the past (tests/reading_on.py).
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Engine, Select, create_engine, event, func, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.orm import Session

from models.config.settings import settings
from models.errors import Misconfigured

# How long a transaction waits for SQLite's one place to write, and how soon it asks again. SQLite's own waiting (of
# everything else) asks ever more seldom, so that in a storm of guests an owner who has waited long waits longest: 1.6 s
# to switch off where this takes 0.2, at as many transactions a second.
TURN_SECONDS = 10.0
ASK_AGAIN_SECONDS = 0.003
PATIENT, IMPATIENT = "PRAGMA busy_timeout=10000", "PRAGMA busy_timeout=0"

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    # FULL, not NORMAL: an owner's acknowledged "off" must survive a power cut too.
    "PRAGMA synchronous=FULL",
    PATIENT,
    "PRAGMA foreign_keys=ON",
    # What is erased is overwritten: in builds that are not Debian's, names would stay in the file's free bytes.
    "PRAGMA secure_delete=ON",
)


def make_engine(url: str) -> Engine:
    """An engine whose transactions behave as the use-cases expect, on PostgreSQL or SQLite. Raises Misconfigured."""
    if _kind(url) == "sqlite":
        engine = create_engine(url, connect_args={"check_same_thread": False}, pool_size=10, hide_parameters=True)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    # A dead server must become a 503 in seconds, not a hung page: bounded waits everywhere.
    timeouts = "-c lock_timeout=5000 -c statement_timeout=15000 -c idle_in_transaction_session_timeout=30000"
    connect_args = {"connect_timeout": 3, "options": timeouts, "application_name": "guestlink"}
    return create_engine(
        url,
        pool_size=8,
        max_overflow=8,
        pool_timeout=5,
        pool_pre_ping=True,
        connect_args=connect_args,
        # An error's text would quote names, emails and hashes.
        hide_parameters=True,
    )


def _kind(url: str) -> str:
    try:
        kind = make_url(url).get_backend_name()
    except (ArgumentError, ValueError):
        kind = "none"
    if kind not in {"sqlite", "postgresql"}:
        raise Misconfigured("GUESTLINK_DATABASE_URL must be an address like postgresql://user@host/guestlink")
    return kind


def _prepare_sqlite(dbapi_connection: Any, _record: object) -> None:
    dbapi_connection.isolation_level = None  # the driver's own BEGIN would be deferred; ours follows in _begin_sqlite
    for pragma in SQLITE_PRAGMAS:
        dbapi_connection.execute(pragma)


def _begin_sqlite(connection: Connection) -> None:
    if connection.get_execution_options().get("reads_only"):
        return
    driver: Any = connection.connection.dbapi_connection
    driver.execute(IMPATIENT)
    try:
        _take_turn(connection)
    except OperationalError:
        driver.execute(PATIENT)
        raise
    # After anything else, like an interrupt, SQLAlchemy has closed the connection.
    driver.execute(PATIENT)


def _take_turn(connection: Connection) -> None:
    """Raises OperationalError when there was none within TURN_SECONDS."""
    until = time.monotonic() + TURN_SECONDS
    while True:
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        except OperationalError as error:
            is_busy = str(getattr(error.orig, "sqlite_errorname", "")).startswith("SQLITE_BUSY")
            if not is_busy or time.monotonic() > until:
                raise
            time.sleep(ASK_AGAIN_SECONDS)
        else:
            return


@lru_cache(maxsize=1)
def engine() -> Engine:
    """The engine of this process. Never carry it across a fork."""
    return make_engine(settings().database_url)


@contextmanager
def writing(bind: Engine | None = None) -> Iterator[Session]:
    """A transaction: committed at the end of the block, rolled back when the block raises."""
    with Session(bind or engine(), expire_on_commit=False) as db, db.begin():
        yield db


@contextmanager
def reading(bind: Engine | None = None) -> Iterator[Session]:
    """A session that only reads; each statement sees what is committed at that moment."""
    options: dict[str, Any] = {"reads_only": True}
    bind = bind or engine()
    if bind.dialect.name == "postgresql":
        options["isolation_level"] = "AUTOCOMMIT"
    with Session(bind.execution_options(**options), expire_on_commit=False, autoflush=False) as db:
        yield db


def on_postgresql(db: Session) -> bool:
    return db.get_bind().dialect.name == "postgresql"


# Of SQLSTATE: the connection broke, no room or memory, shut down or starting, its disk failed.
_AWAY = ("08", "53", "57P", "58")


def is_away(error: Exception) -> bool:
    """Whether the database itself was away, or out of room: nothing that was asked of it can be blamed."""
    if not isinstance(error, OperationalError):
        return False
    if error.connection_invalidated:
        return True
    if (name := getattr(error.orig, "sqlite_errorname", None)) is not None:
        return str(name).startswith(("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_CANTOPEN"))
    state = getattr(error.orig, "sqlstate", None)
    # Without one, nobody answered at all.
    return state is None or str(state).startswith(_AWAY)


def insert_missing(db: Session, table: type[Any], **values: Any) -> None:
    """Insert the row unless one with its key is there, also under concurrent first inserts."""
    insert = postgresql.insert if on_postgresql(db) else sqlite.insert
    db.execute(insert(table).values(**values).on_conflict_do_nothing())


def count(db: Session, query: Select[*tuple[Any, ...]]) -> int:
    """How many rows this query finds."""
    return db.scalar(query.order_by(None).with_only_columns(func.count(), maintain_column_froms=True)) or 0
