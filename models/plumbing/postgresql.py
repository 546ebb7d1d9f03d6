"""Connections to PostgreSQL. Each one is checked, and gets the settings that the application relies on.

Behind a pooler such as PgBouncer each transaction may have another connection of the server. So the settings are made
in each transaction, and no statement is prepared. A pooler gives the client a process id of its own in place of the
server's: so it is recognised (contract 11.42, 11.43).
"""

import select
from typing import Any, Self

import psycopg
from psycopg.errors import ReadOnlySqlTransaction
from sqlalchemy import Connection, Dialect
from sqlalchemy.exc import InvalidatePoolError

from models.plumbing import steady_clock
from models.plumbing.database_faults import Fault


class BareCursor(psycopg.Cursor[Any]):
    """Describes a result by the names and type numbers of its columns. SQLAlchemy reads no more, and the driver would
    look up the type of each: a guest's page has 30 columns (facts 185)."""

    def execute(self, query: Any, params: Any = None, *, prepare: bool | None = False, **how: Any) -> Self:
        """Prepares nothing by itself: the server would plan such a statement once for all values, and a list of a
        hundred thousand links like one of ten (facts 204)."""
        return super().execute(query, params, prepare=prepare, **how)

    @property
    def description(self) -> Any:
        result = self.pgresult
        if not result or not result.nfields:
            return None
        # Python's databases have five more values for each column, which may be unknown.
        unknown = (None,) * 5
        return [((result.fname(at) or b"").decode(), result.ftype(at), *unknown) for at in range(result.nfields)]


# Every wait is bounded, so that no page hangs. No start-up options: PgBouncer refuses them.
CONNECTING = {
    "connect_timeout": 3,
    "keepalives_idle": 4,
    "keepalives_interval": 2,
    "keepalives_count": 2,
    "tcp_user_timeout": 6000,
    "application_name": "guestlink",
    "client_encoding": "utf8",
    "cursor_factory": BareCursor,
}
# A role, a database or a server may have other defaults.
SETTINGS = {
    "default_transaction_isolation": "read committed",
    "default_transaction_deferrable": "off",
    "TimeZone": "UTC",
    "DateStyle": "ISO, MDY",
    "IntervalStyle": "postgres",
    "search_path": '"$user", public',
    "standard_conforming_strings": "on",
    "transform_null_equals": "off",
    "extra_float_digits": "1",
    "bytea_output": "hex",
    "row_security": "on",
    # The server would compile a guest's statement each time, which takes a second (facts 203).
    "jit": "off",
    "lock_timeout": "5s",
    "statement_timeout": "15s",
    "idle_in_transaction_session_timeout": "30s",
}
# By the version of the server that first knows them.
NEWER_SETTINGS = {140000: {"idle_session_timeout": "0"}, 170000: {"transaction_timeout": "0"}}
OLDEST_VERSION = 130000

_READ_ONLY = "current_setting('transaction_read_only') = 'on'"
# A connection that was idle for longer is asked before it is used: the server may have gone without a word.
TRUSTED_SECONDS = 4.0
# Raises the error with which PostgreSQL itself refuses to write.
REFUSE_READ_ONLY = "DO $$ BEGIN RAISE read_only_sql_transaction; END $$"


class Unusable(psycopg.OperationalError):
    """A server that answers, but cannot be used."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


def connect(dialect: Dialect, _record: object, arguments: Any, named: Any) -> Any:
    """For the event `do_connect` of an engine: a connection that is ready for use. Raises psycopg.Error."""
    try:
        connection = dialect.connect(*arguments, **named)
    except UnicodeError:
        # The name of a host cannot be encoded for the DNS. The driver lets Python's own error through.
        raise Unusable(Fault.UNKNOWN_HOST) from None
    try:
        _prepare(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare(connection: Any) -> None:
    version = connection.info.server_version
    if version < OLDEST_VERSION:
        raise Unusable(Fault.TOO_OLD)
    connection.autocommit = True
    asked = f"SELECT pg_backend_pid(), current_setting('server_encoding'), {_READ_ONLY}"
    process, encoding, is_read_only = connection.execute(asked, prepare=False).fetchone()
    if encoding != "UTF8":
        raise Unusable(Fault.WRONG_ENCODING)
    if is_read_only:
        raise ReadOnlySqlTransaction(Fault.READ_ONLY.value)
    if process == connection.info.backend_pid:
        connection.execute(_settings(version, is_local=False), prepare=False)
    else:
        connection.prepare_threshold = None


def note_idle(_driver: Any, record: Any) -> None:
    """For the event `checkin` of an engine."""
    record.info["idle_since"] = steady_clock.seconds()


def check_idle(driver: Any, record: Any, _proxy: object) -> None:
    """For the event `checkout` of an engine: a connection that has died while it was idle is replaced, and costs nobody
    an error. One that was just used is only looked at, because asking the server is a round trip (facts 151): if the
    server has closed it, there is something to be read."""
    idle_since = record.info.get("idle_since")
    if idle_since is None or (steady_clock.seconds() - idle_since < TRUSTED_SECONDS and not _has_news(driver)):
        return
    try:
        driver.execute("SELECT 1", prepare=False)
    except psycopg.Error:
        # Most likely the server was restarted, and all the others have died too.
        raise InvalidatePoolError from None


def _has_news(driver: Any) -> bool:
    if driver.closed:
        return True
    poll = select.poll()
    poll.register(driver.fileno(), select.POLLIN)
    return bool(poll.poll(0))


def is_pooled(connection: Connection) -> bool:
    """Whether there is a pooler between us and the server."""
    return _driver(connection).prepare_threshold is None


def needs_transaction(connection: Connection) -> bool:
    """Not if a block just reads, or has asked for autocommit because of a statement that may run in no transaction. But
    behind a pooler each block that reads has one."""
    options = connection.get_execution_options()
    if options.get("reads_only"):
        return is_pooled(connection)
    return options.get("isolation_level") != "AUTOCOMMIT"


def begin(connection: Connection) -> None:
    """For the event `begin` of an engine. Behind a pooler, each transaction gets its settings. The option `begins_with`
    of a connection is a statement of its own for each transaction."""
    if not needs_transaction(connection):
        return
    driver = _driver(connection)
    # Not on autocommit: a block has asked for another level of isolation, with which the driver itself will begin.
    if driver.autocommit:
        connection.exec_driver_sql("BEGIN ISOLATION LEVEL READ COMMITTED")
    if is_pooled(connection):
        settings = _settings(driver.info.server_version, is_local=True)
        if connection.exec_driver_sql(f"{settings}, {_READ_ONLY}").one()[-1]:
            connection.exec_driver_sql(REFUSE_READ_ONLY)
    if begins_with := connection.get_execution_options().get("begins_with"):
        connection.exec_driver_sql(begins_with)


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection


def _settings(version: int, *, is_local: bool) -> str:
    """One statement that makes all settings, for the session or for the transaction."""
    newer = [settings for since, settings in NEWER_SETTINGS.items() if version >= since]
    every = {name: value for settings in (SETTINGS, *newer) for name, value in settings.items()}
    calls = (f"set_config('{name}', '{value}', {str(is_local).lower()})" for name, value in every.items())
    return f"SELECT {', '.join(calls)}"
