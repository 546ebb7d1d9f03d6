"""Waiting for SQLite's one writer."""

import sqlite3
import time
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, text
from sqlalchemy.exc import OperationalError

from models.plumbing import database, fault_log
from models.plumbing.database_faults import Fault


def busy_timeout(engine: Engine) -> int:
    with engine.connect().execution_options(reads_only=True) as connection:
        return int(connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one())


def test_a_writer_on_sqlite_waits_for_its_turn_and_gives_up_after_a_while(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    fault_log._logged.clear()
    monkeypatch.setattr(database, "TURN_SECONDS", 0.1)
    engine = database.make_engine(f"sqlite:///{tmp_path / 'one.sqlite3'}")
    busy_timeout(engine)
    other = sqlite3.connect(tmp_path / "one.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(OperationalError, match="locked"), database.writing(engine) as db:
        db.connection()
    # This is the only connection of the pool. For everything but BEGIN it waits as before.
    assert busy_timeout(engine) == 10_000
    assert [record.getMessage() for record in caplog.records] == [f"database: {Fault.LOCKED.value}"]
    fault_log._logged.clear()
    caplog.clear()
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
    assert caplog.records == [], "waiting for a turn is no fault"
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
