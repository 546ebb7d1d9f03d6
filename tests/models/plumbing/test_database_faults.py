"""Each fault of the database has its own sentence, told by SQLSTATE, by SQLite's name, or by the text of a refusal."""

import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from models.plumbing import database, database_faults, sqlite
from models.plumbing.database_faults import Fault, fault_of, is_away

# As libpq, psycopg, PostgreSQL 15 and PgBouncer 1.18 say it.
REFUSALS = {
    'FATAL:  password authentication failed for user "g"': Fault.WRONG_PASSWORD,
    "fe_sendauth: no password supplied": Fault.WRONG_PASSWORD,
    "FATAL:  SASL authentication failed": Fault.WRONG_PASSWORD,
    'FATAL:  no pg_hba.conf entry for host "10.0.0.1", user "g", database "g", no encryption': Fault.NOT_ALLOWED,
    'FATAL:  pg_hba.conf rejects connection for host "10.0.0.1", user "g", database "g"': Fault.NOT_ALLOWED,
    "FATAL:  SSL required": Fault.NOT_ALLOWED,
    'FATAL:  Peer authentication failed for user "g"': Fault.NOT_ALLOWED,
    'FATAL:  database "zzz" does not exist': Fault.NO_DATABASE,
    'FATAL:  role "g" does not exist': Fault.NO_ROLE,
    'FATAL:  role "g" is not permitted to log in': Fault.NO_ROLE,
    'FATAL:  permission denied for database "g"': Fault.NOT_PERMITTED,
    "FATAL:  sorry, too many clients already": Fault.TOO_MANY,
    "FATAL:  remaining connection slots are reserved for non-replication superuser connections": Fault.TOO_MANY,
    'FATAL:  too many connections for role "g"': Fault.TOO_MANY,
    "FATAL:  no more connections allowed (max_client_conn)": Fault.TOO_MANY,
    "session is read-only": Fault.READ_ONLY,
    "server is in hot standby mode": Fault.READ_ONLY,
    "FATAL:  the database system is starting up": Fault.STARTING,
    "FATAL:  the database system is shutting down": Fault.STARTING,
    "FATAL:  the database system is in recovery mode": Fault.STARTING,
    "FATAL:  the database system is not yet accepting connections": Fault.STARTING,
    "could not fork new process for connection: Cannot allocate memory": Fault.OUT_OF_MEMORY,
    "failed to resolve host 'nothing.invalid': [Errno -2] Name or service not known": Fault.UNKNOWN_HOST,
    "connection timeout expired": Fault.SILENT,
    "could not receive data from server: Connection timed out": Fault.SILENT,
    "No route to host": Fault.UNREACHABLE,
    "Network is unreachable": Fault.UNREACHABLE,
    "Connection refused\n\tIs the server running on that host?": Fault.REFUSED,
    'connection to server on socket "/run/.s.PGSQL.5432" failed: No such file or directory': Fault.REFUSED,
    "server closed the connection unexpectedly": Fault.LOST,
    "Connection reset by peer": Fault.LOST,
    "server does not support SSL, but SSL was required": Fault.NO_TLS,
    "SSL error: certificate verify failed": Fault.CERTIFICATE,
    'root certificate file "/x/root.crt" does not exist': Fault.CERTIFICATE,
    "FATAL:  unsupported startup parameter: options": Fault.OPTIONS,
    "FATAL:  server login has been failing, try again later (server_login_retry)": Fault.POOLER,
    'invalid port number: "99999999"': Fault.ADDRESS,
    "a sentence that nobody knows": Fault.AWAY,
    "FATAL:  unsupported frontend protocol 4.0": Fault.UNKNOWN_WORDS,
    # Several hosts: the standby tells more than the primary that is gone.
    "Connection refused\n- host: 'a': Connection refused\n- host: 'b': session is read-only": Fault.READ_ONLY,
}


@pytest.mark.parametrize(("said", "fault"), REFUSALS.items())
def test_a_refused_connection_is_told_by_what_was_said(said: str, fault: Fault) -> None:
    assert fault_of(psycopg.OperationalError(f"connection failed: {said}")) is fault


STATES = {
    "08006": Fault.LOST,
    "25006": Fault.READ_ONLY,
    "28000": Fault.NOT_ALLOWED,
    "28P01": Fault.WRONG_PASSWORD,
    "3D000": Fault.NO_DATABASE,
    "42501": Fault.NOT_PERMITTED,
    "42P01": Fault.NOT_MIGRATED,
    "42703": Fault.NOT_MIGRATED,
    "53000": Fault.SHORT,
    "53100": Fault.DISK_FULL,
    "53200": Fault.OUT_OF_MEMORY,
    "53300": Fault.TOO_MANY,
    "55P03": Fault.LOCK_TIMEOUT,
    "57014": Fault.STATEMENT_TIMEOUT,
    "57P01": Fault.STOPPED,
    "57P02": Fault.STOPPED,
    "57P03": Fault.STARTING,
    "58030": Fault.BAD_DISK,
    "XX001": Fault.CORRUPT,
    "22012": None,
    "23505": None,
    "40P01": Fault.DEADLOCK,
    "42601": None,
}
OF_A_STATEMENT = {Fault.STATEMENT_TIMEOUT, Fault.LOCK_TIMEOUT, Fault.DEADLOCK, None}


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_the_sqlstate_tells_the_fault(bind: Engine) -> None:
    found, away = {}, {}
    for state in STATES:
        with bind.connect() as connection, pytest.raises(DBAPIError) as caught:
            connection.exec_driver_sql(f"DO $$ BEGIN RAISE SQLSTATE '{state}' USING MESSAGE = 'its words'; END $$")
        found[state], away[state] = fault_of(caught.value), is_away(caught.value)
    assert found == STATES
    assert away == {state: fault not in OF_A_STATEMENT for state, fault in STATES.items()}


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_real_limits_are_told_apart_from_each_other(bind: Engine) -> None:
    def fault(*statements: str) -> Fault | None:
        *before, last = statements
        with bind.connect() as connection:
            for statement in before:
                connection.exec_driver_sql(statement)
            with pytest.raises(DBAPIError) as caught:
                connection.exec_driver_sql(last)
        return fault_of(caught.value)

    assert fault("SET LOCAL statement_timeout = 10", "SELECT pg_sleep(5)") is Fault.STATEMENT_TIMEOUT
    assert fault("SET TRANSACTION READ ONLY", "UPDATE site SET id = id") is Fault.READ_ONLY
    assert fault("SELECT * FROM absent") is Fault.NOT_MIGRATED
    assert fault("SELECT pg_terminate_backend(pg_backend_pid())") is Fault.STOPPED
    with bind.connect() as other:
        other.exec_driver_sql("LOCK TABLE site")
        assert fault("SET LOCAL lock_timeout = 10", "UPDATE site SET id = id") is Fault.LOCK_TIMEOUT


def sqlite_fault(path: Path, *statements: str) -> Fault | None:
    with pytest.raises(sqlite3.Error) as caught:
        run_on_sqlite(path, *statements)
    return fault_of(caught.value)


def run_on_sqlite(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def test_sqlite_names_its_faults(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("This is no database, but long enough to be looked at. " * 20)
    whole = tmp_path / "whole"
    with sqlite3.connect(whole) as connection:
        connection.executescript("CREATE TABLE t (x); INSERT INTO t VALUES (zeroblob(9000))")
    content = whole.read_bytes()
    (tmp_path / "damaged").write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
    fill = ("PRAGMA max_page_count = 3", "CREATE TABLE t (x)", "INSERT INTO t VALUES (zeroblob(100000))")
    assert sqlite_fault(tmp_path / "small", *fill) is Fault.DISK_FULL
    assert sqlite_fault(tmp_path / "text", "SELECT * FROM t") is Fault.NOT_A_DATABASE
    assert sqlite_fault(tmp_path / "damaged", "SELECT * FROM t") is Fault.CORRUPT
    assert sqlite_fault(tmp_path / "nowhere" / "file", "SELECT 1") is Fault.CANNOT_OPEN
    assert sqlite_fault(whole, "PRAGMA query_only = ON", "DELETE FROM t") is Fault.READ_ONLY_FILE
    assert sqlite_fault(whole, "SELECT * FROM absent") is Fault.NOT_MIGRATED
    assert sqlite_fault(whole, "SELECT FROM") is None
    with sqlite3.connect(whole, isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert sqlite_fault(whole, "PRAGMA busy_timeout = 0", "DELETE FROM t") is Fault.LOCKED
        other.execute("ROLLBACK")


def test_a_file_that_another_program_locks_does_not_count_as_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "TURN_SECONDS", 0.0)
    engine = database.make_engine(f"sqlite:///{tmp_path / 'db'}")
    with database.reading(engine) as db:
        db.execute(text("SELECT 1")).all()
    with sqlite3.connect(tmp_path / "db", isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DBAPIError) as caught, database.writing(engine) as db:
            db.connection()
        other.execute("ROLLBACK")
    assert not is_away(caught.value)


def test_errors_that_are_not_of_the_database_have_no_fault() -> None:
    class OperationalError(Exception):
        """As a broker's library has one, too."""

    assert fault_of(OperationalError("Connection refused")) is None
    assert fault_of(OSError("No such file")) is None
    assert fault_of(psycopg.ProgrammingError("the query has 0 placeholders but 1 parameters were passed")) is None


def test_a_pool_without_a_free_connection_is_a_fault() -> None:
    assert fault_of(PoolTimeout("QueuePool limit")) is Fault.ALL_IN_USE


def test_each_fault_has_its_own_sentence_and_no_sentence_quotes_anything() -> None:
    sentences = [fault.value for fault in Fault]
    assert len(set(sentences)) == len(sentences)
    assert not [sentence for sentence in sentences if "%" in sentence or "{" in sentence]
    reachable = {*database_faults.BY_STATE.values(), *database_faults.BY_NAME.values()}
    reachable |= {fault for _, fault in database_faults.BY_TEXT}
    assert set(Fault) - reachable == {Fault.AWAY, Fault.ALL_IN_USE, Fault.TOO_OLD, Fault.WRONG_ENCODING}
