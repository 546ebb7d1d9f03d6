"""Databases without any table on the PostgreSQL server of the tests.

A test empties the one it had, and the next test gets it: PostgreSQL takes 0.3 s to make a database and to drop it.
"""

import uuid
from contextlib import suppress

from sqlalchemy import URL, Connection, create_engine, text
from sqlalchemy.exc import DBAPIError

from tests.vocabulary.fast_databases import POSTGRESQL_SETTING

# As a new database has it.
RENEW_SCHEMA = (
    "DROP SCHEMA public CASCADE; CREATE SCHEMA public; ALTER SCHEMA public OWNER TO pg_database_owner; "
    "GRANT USAGE ON SCHEMA public TO PUBLIC"
)
OTHER_SCHEMAS = (
    "SELECT count(*) FROM pg_namespace WHERE nspname NOT IN ('public', 'information_schema') "
    "AND NOT starts_with(nspname, 'pg_')"
)
END_CONNECTIONS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"


class EmptyDatabases:
    def __init__(self, server: URL) -> None:
        self.server = create_engine(server, isolation_level="AUTOCOMMIT")
        self.free: list[URL] = []

    def take(self) -> URL:
        if self.free:
            return self.free.pop()
        name = f"guestlink_{uuid.uuid4().hex}"
        with self.server.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
            _set_defaults(connection, name)
        return self.server.url.set(database=name)

    def give_back(self, url: URL) -> None:
        """Whatever a test has left in it."""
        with self.server.connect() as connection:
            _set_defaults(connection, str(url.database))
            connection.execute(text(END_CONNECTIONS), {"name": url.database})
        with suppress(DBAPIError):
            if _renew(url):
                self.free.append(url)
                return
        self._drop(url)

    def drop_all(self) -> None:
        while self.free:
            self._drop(self.free.pop())
        self.server.dispose()

    def _drop(self, url: URL) -> None:
        with self.server.connect() as connection:
            connection.execute(text(f"DROP DATABASE {url.database} WITH (FORCE)"))


def _set_defaults(connection: Connection, name: str) -> None:
    for change in ("RESET ALL", f"SET {POSTGRESQL_SETTING}"):
        connection.execute(text(f"ALTER DATABASE {name} {change}"))


def _renew(url: URL) -> bool:
    """Whether it is as a new database then."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.execute(text(RENEW_SCHEMA))
            return not connection.scalar(text(OTHER_SCHEMAS))
    finally:
        engine.dispose()
