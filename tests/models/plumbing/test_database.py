"""Telling a failure of the database itself from one of a statement; and waiting for SQLite's one writer."""

import sqlite3
import time
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError, OperationalError

from models.plumbing import database


def error_of(engine: Engine, *statements: str) -> Exception:
    *before, last = statements
    with engine.connect() as connection:
        for statement in before:
            connection.execute(text(statement))
        with pytest.raises(DBAPIError) as caught:
            connection.execute(text(last))
    return caught.value


def test_a_full_disk_is_a_failure_of_sqlite_itself(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'small.sqlite3'}")
    fill = ("PRAGMA max_page_count = 3", "CREATE TABLE t (x)", "INSERT INTO t VALUES (zeroblob(100000))")
    assert database.is_away(error_of(engine, *fill))
    assert not database.is_away(error_of(engine, "SELECT * FROM nothing"))


def test_a_server_that_is_not_there_is_away() -> None:
    engine = create_engine("postgresql+psycopg://nobody@127.0.0.1:9/nothing")
    with pytest.raises(DBAPIError) as caught:
        engine.connect()
    assert database.is_away(caught.value)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    ("statements", "is_away"),
    [
        (("SELECT pg_terminate_backend(pg_backend_pid())",), True),
        (("DO $$ BEGIN RAISE disk_full; END $$",), True),
        (("SET statement_timeout = 10", "SELECT pg_sleep(5)"), False),
        (("DO $$ BEGIN RAISE deadlock_detected; END $$",), False),
        (("SELECT 1/0",), False),
    ],
)
def test_the_sqlstate_tells_them_apart(bind: Engine, statements: tuple[str, ...], is_away: bool) -> None:
    assert database.is_away(error_of(bind, *statements)) == is_away


def busy_timeout(engine: Engine) -> int:
    with engine.connect().execution_options(reads_only=True) as connection:
        return int(connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one())


def test_a_writer_on_sqlite_waits_for_its_turn_and_gives_up_after_a_while(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "TURN_SECONDS", 0.1)
    engine = database.make_engine(f"sqlite:///{tmp_path / 'one.sqlite3'}")
    busy_timeout(engine)
    other = sqlite3.connect(tmp_path / "one.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(OperationalError, match="locked"), database.writing(engine) as db:
        db.connection()
    # This is the only connection of the pool. For everything but BEGIN it waits as before.
    assert busy_timeout(engine) == 10_000
    pauses: list[float] = []

    def release(pause: float) -> None:
        pauses.append(pause)
        if len(pauses) == 3:
            other.execute("ROLLBACK")

    monkeypatch.setattr(database, "TURN_SECONDS", 60.0)
    monkeypatch.setattr(time, "sleep", release)
    with database.writing(engine) as db:
        db.execute(text("CREATE TABLE t (x)"))
    assert pauses == [database.ASK_AGAIN_SECONDS] * 3
    assert busy_timeout(engine) == 10_000
    other.close()


def test_an_interrupt_while_waiting_is_raised_unchanged(tmp_path: Path) -> None:
    bind = database.make_engine(f"sqlite:///{tmp_path / 'db.sqlite3'}")

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    event.listen(bind, "before_cursor_execute", interrupt)
    with pytest.raises(KeyboardInterrupt), bind.begin():
        pass
    event.remove(bind, "before_cursor_execute", interrupt)
    with bind.begin() as connection:
        assert connection.scalar(text("PRAGMA busy_timeout")) == 10_000
