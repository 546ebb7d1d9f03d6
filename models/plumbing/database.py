"""The database: engines, sessions, and the ways to open a transaction.

`writing()` is a transaction; on SQLite it begins IMMEDIATE (facts 29). `reading()` is for pages that only read, and
commits by itself (facts 28). `looking_up()` and `writing_at_once()` are for the statements of guests' pages: these are
built once, and need no ORM (facts 150, 198). Read every result to its end with `scalar`, `one` or `list`, also when the
statement only takes a lock: on SQLite an unread row holds its connection in the past (facts 34).
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import lru_cache
from typing import Any

from sqlalchemy import URL, Connection, Engine, ExceptionContext, Select, create_engine, event, func, inspect, text
from sqlalchemy.dialects import postgresql as postgresql_dialect
from sqlalchemy.dialects import sqlite as sqlite_dialect
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import Session

from models.config.settings import settings
from models.errors import Misconfigured
from models.plumbing import fault_log, sqlite
from models.plumbing.database_address import read_address
from models.plumbing.database_faults import Fault, fault_of
from models.plumbing.hot_statements import HotConnection

# Opens a transaction.
Transaction = Callable[[], AbstractContextManager[Session]]


def make_engine(address: str) -> Engine:
    """Raises Misconfigured for an address of anything but PostgreSQL and SQLite."""
    url = read_address(address)
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url, connect_args={"check_same_thread": False}, pool_size=10, hide_parameters=True)
        engine.update_execution_options(needs_transaction=sqlite.needs_transaction)
        event.listen(engine, "connect", sqlite.prepare)
        event.listen(engine, "begin", sqlite.begin)
    else:
        engine = _postgresql_engine(url)
    event.listen(engine, "connect", _note_connection)
    event.listen(engine, "handle_error", _note_error)
    return engine


def _postgresql_engine(url: URL) -> Engine:
    # Imported here, so that a site on SQLite does not load PostgreSQL's driver.
    from models.plumbing import postgresql

    try:
        engine = create_engine(
            url,
            # Transactions begin with our own BEGIN (postgresql.py): to leave and enter autocommit for each block would
            # cost more than reading (facts 198).
            isolation_level="AUTOCOMMIT",
            use_native_hstore=False,
            pool_size=8,
            max_overflow=8,
            pool_timeout=5,
            connect_args=postgresql.CONNECTING,
            # Otherwise the text of an error would quote names, emails and hashes.
            hide_parameters=True,
        )
    except (ArgumentError, ValueError):
        raise Misconfigured(
            "GUESTLINK_DATABASE_URL must name a host and a port, like postgresql://user@host:5432/guestlink"
        ) from None
    engine.update_execution_options(needs_transaction=postgresql.needs_transaction)
    event.listen(engine, "do_connect", postgresql.connect)
    event.listen(engine, "begin", postgresql.begin)
    event.listen(engine, "checkout", postgresql.check_idle)
    event.listen(engine, "checkin", postgresql.note_idle)
    return engine


def _note_connection(_dbapi_connection: object, _record: object) -> None:
    fault_log.note_connection()


def _note_error(context: ExceptionContext) -> None:
    fault = fault_of(context.original_exception)
    # While a transaction waits for its turn on SQLite, it is refused again and again, which is no fault.
    if fault is not None and fault is not Fault.LOCKED:
        fault_log.note(fault)
    if fault is Fault.READ_ONLY:
        # This server is not the primary any more. All connections are made anew, and find the one that is.
        context.is_disconnect = True


@lru_cache(maxsize=1)
def engine() -> Engine:
    """The engine of this process. It must not cross a fork."""
    return make_engine(settings().database_url)


@contextmanager
def writing(bind: Engine | None = None) -> Iterator[Session]:
    """A transaction: committed at the end of the block, rolled back if the block raises."""
    with Session(bind or engine(), expire_on_commit=False) as db, db.begin():
        yield db


@contextmanager
def reading(bind: Engine | None = None) -> Iterator[Session]:
    """For reading. Each statement sees what is committed at that moment."""
    with Session(_for_reading(bind or engine()), expire_on_commit=False, autoflush=False) as db:
        yield db
        # Only behind a pooler is there anything to commit: there the block is a transaction (postgresql.py). Changed
        # objects are not written.
        db.expunge_all()
        db.commit()


@contextmanager
def looking_up(bind: Engine | None = None) -> Iterator[Connection]:
    """Like `reading`, for statements that were built once. Rows are tuples with names."""
    with HotConnection(_for_reading(bind or engine())) as db:
        yield db
        db.commit()


@contextmanager
def writing_at_once(bind: Engine | None = None) -> Iterator[Connection]:
    """For a use-case that is one statement on PostgreSQL, which commits by itself. On SQLite like `writing`."""
    bind = bind or engine()
    with HotConnection(_for_reading(bind) if bind.dialect.name == "postgresql" else bind) as db:
        yield db
        db.commit()


@lru_cache(maxsize=4)
def _for_reading(bind: Engine) -> Engine:
    """Made once: making it takes as long as a statement."""
    return bind.execution_options(reads_only=True)


def check_writable(bind: Engine | None = None) -> None:
    """Raises DBAPIError if this process may not write. Changes no row."""
    with writing(bind) as db:
        db.execute(text("UPDATE site SET id = id WHERE id = 0"))


def on_postgresql(db: Session | Connection) -> bool:
    return (db.get_bind() if isinstance(db, Session) else db).dialect.name == "postgresql"


def insert_missing(db: Session, table: type[Any], **values: Any) -> bool:
    """Insert the row unless there is one with its key, also if others insert it at the same moment. Returns whether it
    was inserted."""
    insert = postgresql_dialect.insert if on_postgresql(db) else sqlite_dialect.insert
    missing = insert(table).values(**values).on_conflict_do_nothing()
    return db.execute(missing.returning(*inspect(table).primary_key)).first() is not None


def count(db: Session, query: Select[*tuple[Any, ...]]) -> int:
    """How many rows this query finds."""
    return db.scalar(query.order_by(None).with_only_columns(func.count(), maintain_column_froms=True)) or 0
