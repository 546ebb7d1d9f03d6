"""What is wrong with the database: a sentence for the operator for each fault (contract 11.40).

The server's SQLSTATE tells, or SQLite's name of the error. A connection that was never made has no SQLSTATE, so there
the text of the error is looked at. None of it is repeated, because it may quote what people typed.
"""

import re
from enum import Enum

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout


class Fault(Enum):
    """The value is the sentence, for the log and for `doctor`."""

    REFUSED = "The database does not answer: nothing listens at its address. Is it running?"
    UNKNOWN_HOST = "The name of the database's host is not known (DNS)."
    UNREACHABLE = "The database's host cannot be reached over the network."
    SILENT = "The database does not answer in time."
    LOST = "The connection to the database was broken off."
    AWAY = "The database does not answer, or refuses the connection. Its own log says why."
    UNKNOWN_WORDS = (
        "The database refuses the connection in words that Guestlink does not know. Its own log says why. If they are "
        "not English, set its lc_messages to C."
    )
    WRONG_PASSWORD = "The database refuses the password of GUESTLINK_DATABASE_URL."  # noqa: S105 (a sentence)
    NOT_ALLOWED = (
        "The database does not let this role in from this machine: its pg_hba.conf has no entry for it, or one that "
        "rejects it, or asks for TLS (sslmode=require)."
    )
    NO_DATABASE = "There is no database of the name in GUESTLINK_DATABASE_URL. Make it with createdb."
    NO_ROLE = "The role in GUESTLINK_DATABASE_URL does not exist, or may not log in."
    TOO_MANY = "The database has no free connection: raise max_connections, or run fewer web processes and workers."
    ALL_IN_USE = "All connections of this process to the database are in use."
    READ_ONLY = "The database can only be read: it is a standby, or was made read-only. Its primary is needed."
    STARTING = "The database is starting, recovering or shutting down."
    STOPPED = "The database was stopped, or has crashed, and ended the connection."
    DISK_FULL = "The disk of the database is full."
    OUT_OF_MEMORY = "The database has no memory left."
    SHORT = "The database has too few resources."
    BAD_DISK = "The database cannot read or write its disk."
    CORRUPT = "The database is damaged. Restore a backup."
    TOO_OLD = "The database is older than PostgreSQL 13. Upgrade it."
    WRONG_ENCODING = "The database does not store text as UTF-8. Make a new one with createdb --encoding=UTF8."
    NOT_MIGRATED = "The database lacks the schema of this version. Run: guestlink migrate"
    NOT_PERMITTED = "The role in GUESTLINK_DATABASE_URL lacks rights in the database. It must own the tables."
    STATEMENT_TIMEOUT = "A statement took the database too long and was ended."
    LOCK_TIMEOUT = "A statement waited too long for a lock of the database."
    DEADLOCK = "Two transactions waited for each other, and the database ended one."
    IDLE_TIMEOUT = "A transaction stood idle for too long, and the database ended it."
    NO_TLS = "The database offers no TLS, which GUESTLINK_DATABASE_URL asks for (sslmode)."
    CERTIFICATE = "The certificate of the database cannot be verified (sslrootcert)."
    POOLER = "PgBouncer answers, but the database behind it does not."
    OPTIONS = "PgBouncer refuses an option of GUESTLINK_DATABASE_URL."
    ADDRESS = "GUESTLINK_DATABASE_URL names a port or an option that cannot be used."
    LOCKED = "The database file is locked by another program."
    READ_ONLY_FILE = "The database file, or its folder, may not be written."
    CANNOT_OPEN = (
        "The database file cannot be opened: its folder is missing, may not be entered, or is on a disk that is "
        "mounted read-only."
    )
    NOT_A_DATABASE = "The database file is not a SQLite database."


# By the beginning of the SQLSTATE. The longest one counts.
BY_STATE = {
    "08": Fault.LOST,
    "25006": Fault.READ_ONLY,
    "25P03": Fault.IDLE_TIMEOUT,
    "25P04": Fault.STATEMENT_TIMEOUT,
    "26000": Fault.POOLER,
    "28": Fault.NOT_ALLOWED,
    "28P01": Fault.WRONG_PASSWORD,
    "3D000": Fault.NO_DATABASE,
    "3F000": Fault.NOT_MIGRATED,
    "40P01": Fault.DEADLOCK,
    "42501": Fault.NOT_PERMITTED,
    "42703": Fault.NOT_MIGRATED,
    "42P01": Fault.NOT_MIGRATED,
    "53": Fault.SHORT,
    "53100": Fault.DISK_FULL,
    "53200": Fault.OUT_OF_MEMORY,
    "53300": Fault.TOO_MANY,
    "55P03": Fault.LOCK_TIMEOUT,
    "57014": Fault.STATEMENT_TIMEOUT,
    "57P": Fault.STOPPED,
    "57P03": Fault.STARTING,
    "57P04": Fault.NO_DATABASE,
    "57P05": Fault.LOST,
    "58": Fault.BAD_DISK,
    "XX001": Fault.CORRUPT,
    "XX002": Fault.CORRUPT,
}
# SQLite's names, by their beginning.
BY_NAME = {
    "SQLITE_BUSY": Fault.LOCKED,
    "SQLITE_LOCKED": Fault.LOCKED,
    "SQLITE_READONLY": Fault.READ_ONLY_FILE,
    "SQLITE_PERM": Fault.READ_ONLY_FILE,
    "SQLITE_FULL": Fault.DISK_FULL,
    "SQLITE_IOERR": Fault.BAD_DISK,
    "SQLITE_NOMEM": Fault.OUT_OF_MEMORY,
    "SQLITE_CORRUPT": Fault.CORRUPT,
    "SQLITE_NOTADB": Fault.NOT_A_DATABASE,
    "SQLITE_CANTOPEN": Fault.CANNOT_OPEN,
}
# What libpq, psycopg, PgBouncer and the server say before there is a connection. If several hosts were tried, all that
# was said is in one text, so what tells the operator most comes first. The server speaks the language of its
# `lc_messages`, which no client can change before it is let in, and libpq passes on its words without its SQLSTATE.
BY_TEXT = tuple(
    (re.compile(pattern, re.IGNORECASE), fault)
    for pattern, fault in (
        (r"unsupported startup parameter|unrecognized configuration parameter", Fault.OPTIONS),
        (r"invalid port|invalid connection option|invalid .* value", Fault.ADDRESS),
        (r"certificate", Fault.CERTIFICATE),
        (r"server does not support SSL", Fault.NO_TLS),
        (r"role \".*\" does not exist|not permitted to log in|no such user", Fault.NO_ROLE),
        (r"pg_hba\.conf|SSL required", Fault.NOT_ALLOWED),
        (r"password authentication failed|no password supplied|SASL authentication failed", Fault.WRONG_PASSWORD),
        (r"authentication failed|authentication method", Fault.NOT_ALLOWED),
        (r"database \".*\" does not exist|no such database", Fault.NO_DATABASE),
        (r"permission denied for database|not currently accepting connections", Fault.NOT_PERMITTED),
        (r"too many (connections|clients)|remaining connection slots|no more connections", Fault.TOO_MANY),
        (r"session is read-only|hot standby mode", Fault.READ_ONLY),
        (r"server login|cannot connect to server|server_login_retry|query_wait_timeout|pgbouncer", Fault.POOLER),
        (r"starting up|shutting down|recovery mode|not yet accepting", Fault.STARTING),
        (r"out of memory|cannot allocate memory|could not fork", Fault.OUT_OF_MEMORY),
        # Two blanks stand only behind a severity that a server has sent, whatever its language.
        (r"failed: [^:\n]+:  ", Fault.UNKNOWN_WORDS),
        (r"resolve host|translate host name|not known|idna", Fault.UNKNOWN_HOST),
        (r"timeout expired|timed out", Fault.SILENT),
        (r"no route to host|network is unreachable", Fault.UNREACHABLE),
        (r"closed the connection|connection is closed|connection is lost|reset by peer|consuming input", Fault.LOST),
        (r"connection refused|no such file", Fault.REFUSED),
    )
)
# These tell nothing about the database itself: the statement, or others who use the database, are to blame.
OF_A_STATEMENT = {Fault.STATEMENT_TIMEOUT, Fault.LOCK_TIMEOUT, Fault.DEADLOCK, Fault.IDLE_TIMEOUT, Fault.LOCKED}


def fault_of(error: BaseException) -> Fault | None:
    """What is wrong with the database. None if the database is not to blame, but the statement."""
    if isinstance(error, PoolTimeout):
        return Fault.ALL_IN_USE
    driver_error = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(fault := getattr(driver_error, "fault", None), Fault):
        return fault
    if name := getattr(driver_error, "sqlite_errorname", None):
        return _by_beginning(BY_NAME, str(name)) or _of_sqlite_text(str(driver_error))
    if state := getattr(driver_error, "sqlstate", None):
        found = _by_beginning(BY_STATE, str(state))
        # PgBouncer sends this state with all of its errors.
        return _by_text(str(driver_error)) or found if found is Fault.LOST else found
    return _without_state(error, driver_error)


def _without_state(error: BaseException, driver_error: BaseException | None) -> Fault | None:
    """An error of the driver without a SQLSTATE: no server answered, or the driver was used wrongly."""
    broke = isinstance(error, DBAPIError) and error.connection_invalidated
    if not broke and type(driver_error).__module__.partition(".")[0] != "psycopg":
        return None
    found = _by_text(str(driver_error))
    if broke or type(driver_error).__name__ in {"OperationalError", "ConnectionTimeout"}:
        return found or Fault.AWAY
    return found if found is Fault.ADDRESS else None


def _by_beginning(faults: dict[str, Fault], code: str) -> Fault | None:
    matching = [beginning for beginning in faults if code.startswith(beginning)]
    return faults[max(matching, key=len)] if matching else None


def _by_text(text: str) -> Fault | None:
    return next((fault for pattern, fault in BY_TEXT if pattern.search(text)), None)


def _of_sqlite_text(text: str) -> Fault | None:
    """SQLite has no code of its own for a missing table or column."""
    return (
        Fault.NOT_MIGRATED if text.startswith(("no such table", "no such column")) or "has no column" in text else None
    )


def is_away(error: Exception) -> bool:
    """Whether the database itself failed or could not be reached, so the statement is not to blame."""
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    fault = fault_of(error)
    return fault is not None and fault not in OF_A_STATEMENT
