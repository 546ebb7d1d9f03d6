"""Waiting for SQLite's one writer, and what it has written."""

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, text
from sqlalchemy.exc import OperationalError

from models.plumbing import database, fault_log, sqlite
from tests.vocabulary.server import ROOT


def busy_timeout(engine: Engine) -> int:
    with engine.connect().execution_options(reads_only=True) as connection:
        return int(connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one())


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    """A database to which another program writes."""
    fault_log._logged.clear()
    engine = database.make_engine(f"sqlite:///{tmp_path / 'one.sqlite3'}")
    busy_timeout(engine)
    return engine


@pytest.fixture
def other(tmp_path: Path, engine: Engine) -> Iterator[sqlite3.Connection]:
    """The other program, in the middle of writing."""
    with closing(sqlite3.connect(tmp_path / "one.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other


@pytest.mark.usefixtures("other")
def test_a_writer_on_sqlite_gives_up_after_a_while(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sqlite, "TURN_SECONDS", 0.1)
    with pytest.raises(OperationalError, match="locked"), database.writing(engine) as db:
        db.connection()
    # This is the only connection of the pool. For everything but BEGIN it waits as before.
    assert busy_timeout(engine) == 10_000
    assert caplog.records == [], "who asked may try again: only then it is known whether this is a fault"


def test_a_writer_on_sqlite_waits_for_its_turn(
    engine: Engine, other: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    pauses: list[float] = []

    def release(pause: float) -> None:
        pauses.append(pause)
        if len(pauses) == 3:
            other.execute("ROLLBACK")

    monkeypatch.setattr(sqlite, "TURN_SECONDS", 60.0)
    monkeypatch.setattr(time, "sleep", release)
    with database.writing(engine) as db:
        db.execute(text("CREATE TABLE t (x)"))
    assert pauses == [sqlite.ASK_AGAIN_SECONDS] * 3
    assert busy_timeout(engine) == 10_000
    assert caplog.records == [], "waiting for a turn is no fault"


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


def test_what_a_site_has_committed_survives_a_power_cut(environment: Path) -> None:
    """Asked of a process, because the tests themselves do not wait for the disk (facts 30)."""
    ask = (
        "from models.plumbing import database\n"
        "with database.engine().connect() as connection:\n"
        "    print(connection.exec_driver_sql('PRAGMA journal_mode').scalar(), end=' ')\n"
        "    print(connection.exec_driver_sql('PRAGMA synchronous').scalar())\n"
    )
    variables = os.environ | {"PYTHONPATH": str(ROOT)}
    assert subprocess.check_output([sys.executable, "-c", ask], env=variables, text=True) == "wal 2\n"
