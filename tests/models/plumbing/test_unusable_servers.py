"""Servers of PostgreSQL that are not used: each refusal is told apart, and a read-only server is left at once."""

import uuid

import pytest
from sqlalchemy import URL, Engine, create_engine, text
from sqlalchemy.exc import DBAPIError

from models.plumbing import database, fault_log
from models.plumbing.database_faults import Fault, fault_of


def refused(url: URL) -> Fault | None:
    engine = database.make_engine(url.render_as_string(hide_password=False))
    with pytest.raises(DBAPIError) as caught:
        engine.connect()
    engine.dispose()
    return fault_of(caught.value)


def test_an_old_server_is_refused(postgresql: URL, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.plumbing.postgresql.OLDEST_VERSION", 990000)
    assert refused(postgresql) is Fault.TOO_OLD


@pytest.mark.parametrize("encoding", ["SQL_ASCII", "LATIN1"])
def test_a_database_without_utf8_is_refused(postgresql: URL, encoding: str) -> None:
    server, name = create_engine(postgresql, isolation_level="AUTOCOMMIT"), f"guestlink_{uuid.uuid4().hex}"
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} ENCODING '{encoding}' LOCALE 'C' TEMPLATE template0"))
        assert refused(postgresql.set(database=name)) is Fault.WRONG_ENCODING
        connection.execute(text(f"DROP DATABASE {name}"))
    server.dispose()


def test_real_refusals_are_told_apart(postgresql: URL) -> None:
    assert refused(postgresql.set(database="missing")) is Fault.NO_DATABASE
    assert refused(postgresql.set(username="nobody_of_this_name")) is Fault.NO_ROLE
    assert refused(postgresql.set(port=9)) is Fault.REFUSED
    assert refused(postgresql.set(host="nothing.invalid")) is Fault.UNKNOWN_HOST
    assert refused(postgresql.set(host="a..b")) is Fault.UNKNOWN_HOST
    assert refused(postgresql.update_query_dict({"sslrootcert": "/nowhere", "sslmode": "verify-full"})) in {
        Fault.CERTIFICATE,
        Fault.NO_TLS,
    }


def write_in_read_only_transaction(engine: Engine) -> None:
    with database.writing(engine) as db:
        db.execute(text("SET TRANSACTION READ ONLY"))
        db.execute(text("INSERT INTO t VALUES (1)"))


def test_a_server_that_became_read_only_is_left_and_found_again(
    postgresql: URL, caplog: pytest.LogCaptureFixture
) -> None:
    """As after a failover: the connections of the pool still lead to the old primary."""
    fault_log._logged.clear()
    server, name = create_engine(postgresql, isolation_level="AUTOCOMMIT"), f"guestlink_{uuid.uuid4().hex}"
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine = database.make_engine(postgresql.set(database=name).render_as_string(hide_password=False))
    with database.writing(engine) as db:
        db.execute(text("CREATE TABLE t (x int)"))
        kept = db.scalar(text("SELECT pg_backend_pid()"))
    with server.connect() as connection:
        connection.execute(text(f"ALTER DATABASE {name} SET default_transaction_read_only = on"))
    with pytest.raises(DBAPIError) as caught:
        write_in_read_only_transaction(engine)
    assert fault_of(caught.value) is Fault.READ_ONLY
    with pytest.raises(DBAPIError), database.reading(engine) as db:
        db.scalar(text("SELECT count(*) FROM t"))
    with server.connect() as connection:
        connection.execute(text(f"ALTER DATABASE {name} RESET default_transaction_read_only"))
    with database.writing(engine) as db:
        db.execute(text("INSERT INTO t VALUES (1)"))
        assert db.scalar(text("SELECT pg_backend_pid()")) != kept
    said = [record.getMessage() for record in caplog.records if "database:" in record.getMessage()]
    assert said == [f"database: {Fault.READ_ONLY.value}"]
    engine.dispose()
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()
