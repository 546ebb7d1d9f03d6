"""What the floors ask of a database: the statements of this folder, by the bare driver, one connection a thread."""

import sqlite3
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Protocol

import psycopg

from models.plumbing.sqlite import PRAGMAS
from tests.benchmarks.floors import on_sqlite, statements

Row = tuple[Any, ...]


class Database(Protocol):
    """Each returns None if the link does not admit, or the page right has ended."""

    def page(self, token_hash: str) -> Row | None: ...

    def admit(self, token_hash: str, form_hash: str, name: str, email: str) -> bool: ...

    def load(self, token_hash: str, session_hash: str, key: str) -> Row | None: ...


class OnPostgresql:
    def __init__(self, address: str) -> None:
        self.address, self.own = address, threading.local()

    def _ask(self, statement: str, **values: Any) -> Row | None:
        connection: psycopg.Connection[Row] | None = getattr(self.own, "connection", None)
        if connection is None:
            # Nothing is compiled, as for the product (facts 203).
            connection = self.own.connection = psycopg.connect(self.address, autocommit=True, options="-c jit=off")
        # The driver prepares a statement that it has sent five times.
        return connection.execute(statement.encode(), values | {"now": datetime.now(UTC)}).fetchone()

    def page(self, token_hash: str) -> Row | None:
        return self._ask(statements.PAGE, token_hash=token_hash)

    def admit(self, token_hash: str, form_hash: str, name: str, email: str) -> bool:
        typed = {"name": name, "email": email, "folded": statements.searched(name, email)}
        return self._ask(statements.ADMIT, token_hash=token_hash, form_hash=form_hash, **typed) is not None

    def load(self, token_hash: str, session_hash: str, key: str) -> Row | None:
        return self._ask(statements.LOAD, token_hash=token_hash, session_hash=session_hash, key=key)


class OnSqlite:
    """SQLite has no statement that writes to several tables, so its floor is one IMMEDIATE transaction."""

    def __init__(self, file: str) -> None:
        self.file, self.own = file, threading.local()

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self.own, "connection", None)
        if connection is None:
            connection = self.own.connection = sqlite3.connect(self.file, isolation_level=None)
            for pragma in PRAGMAS:
                connection.execute(pragma)
        return connection

    def page(self, token_hash: str) -> Row | None:
        values = {"token_hash": token_hash, "now": on_sqlite.now()}
        found: Row | None = self._connection().execute(on_sqlite.PAGE, values).fetchone()
        return found

    def admit(self, token_hash: str, form_hash: str, name: str, email: str) -> bool:
        return bool(self._writing(on_sqlite.admit, token_hash, form_hash, name, email))

    def load(self, token_hash: str, session_hash: str, key: str) -> Row | None:
        found: Row | None = self._writing(on_sqlite.load, token_hash, session_hash, key)
        return found

    def _writing(self, work: Callable[..., Any], *values: str) -> Any:
        connection = self._connection()
        connection.execute("BEGIN IMMEDIATE")
        try:
            return work(connection, *values)
        finally:
            connection.execute("COMMIT")


def opened(address: str) -> Database:
    """`address`: of PostgreSQL, or the path of an SQLite file."""
    return OnPostgresql(address) if address.startswith("postgresql://") else OnSqlite(address)
