"""The database: engines, sessions, and the two ways to open a transaction.

`writing()` opens a transaction that may write; on SQLite it begins IMMEDIATE, because a deferred one that
reads first dies with "database is locked" whatever the timeout (FACTS). `reading()` is for pages that only
read: autocommit, which saves two round trips on PostgreSQL.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from models.plumbing.settings import settings

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    # FULL, not NORMAL: an owner's acknowledged "off" must survive a power cut too.
    "PRAGMA synchronous=FULL",
    "PRAGMA busy_timeout=10000",
    "PRAGMA foreign_keys=ON",
)


def make_engine(url: str) -> Engine:
    """An engine whose transactions behave as the use-cases expect, on PostgreSQL or SQLite."""
    if make_url(url).get_backend_name() == "sqlite":
        engine = create_engine(url, connect_args={"check_same_thread": False}, pool_size=10)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    # A dead server must become a 503 in seconds, not a hung page: bounded waits everywhere.
    timeouts = "-c lock_timeout=5000 -c statement_timeout=15000 -c idle_in_transaction_session_timeout=30000"
    connect_args = {"connect_timeout": 3, "options": timeouts, "application_name": "guestlink"}
    return create_engine(
        url, pool_size=8, max_overflow=8, pool_timeout=5, pool_pre_ping=True, connect_args=connect_args
    )


def _prepare_sqlite(dbapi_connection: Any, _record: object) -> None:
    dbapi_connection.isolation_level = None  # the driver's own BEGIN would be deferred; ours follows in _begin_sqlite
    for pragma in SQLITE_PRAGMAS:
        dbapi_connection.execute(pragma)


def _begin_sqlite(connection: Connection) -> None:
    if not connection.get_execution_options().get("reads_only"):
        connection.exec_driver_sql("BEGIN IMMEDIATE")


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


def insert_missing(db: Session, table: type[Any], **values: Any) -> None:
    """Insert the row unless one with its key is there, also under concurrent first inserts."""
    insert = postgresql.insert if on_postgresql(db) else sqlite.insert
    db.execute(insert(table).values(**values).on_conflict_do_nothing())
