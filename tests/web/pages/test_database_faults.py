"""Whatever is wrong with the database: people get 503 and keep what they typed, the log says it once, and it ends by
itself."""

import io
import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event

from models.config.settings import settings
from models.plumbing import database, fault_log, logs
from models.plumbing.database_faults import Fault
from tests.conftest import forget
from tests.vocabulary.logs import log_stream
from tests.vocabulary.site import Guests

Breaking = Callable[[Path, pytest.MonkeyPatch], None]


def put_text(file: Path, _: pytest.MonkeyPatch) -> None:
    file.write_text("This is no database, but long enough to be looked at. " * 20)


def damage(file: Path, _: pytest.MonkeyPatch) -> None:
    content = file.read_bytes()
    file.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))


def remove_folder(file: Path, _: pytest.MonkeyPatch) -> None:
    file.unlink()
    file.mkdir()


def empty(file: Path, _: pytest.MonkeyPatch) -> None:
    file.write_bytes(b"")


def forbid_writing(_: Path, _patch: pytest.MonkeyPatch) -> None:
    event.listen(database.engine(), "connect", lambda connection, _: connection.execute("PRAGMA query_only = ON"))


FAULTS: dict[Fault, Breaking] = {
    Fault.NOT_A_DATABASE: put_text,
    Fault.CORRUPT: damage,
    Fault.CANNOT_OPEN: remove_folder,
    Fault.NOT_MIGRATED: empty,
    Fault.READ_ONLY_FILE: forbid_writing,
}


@pytest.fixture
def output() -> Iterator[io.StringIO]:
    fault_log._logged.clear()
    with log_stream() as written:
        logs.set_up("web", written)
        yield written


@contextmanager
def broken(fault: Fault, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """In the block the database of the site has this fault. Afterwards it is as before."""
    file = settings().data / "guestlink.sqlite3"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = file.read_bytes()
    forget()
    FAULTS[fault](file, monkeypatch)
    yield
    forget()
    if file.is_dir():
        file.rmdir()
    for beside in ("-wal", "-shm"):
        file.with_name(file.name + beside).unlink(missing_ok=True)
    file.write_bytes(content)


def said(output: io.StringIO) -> list[str]:
    events = [json.loads(line)["event"] for line in output.getvalue().splitlines()]
    return [each for each in events if each.startswith("database: ")]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_people_keep_what_they_typed_and_the_log_says_it_once(
    guest: Guests, output: io.StringIO, monkeypatch: pytest.MonkeyPatch, fault: Fault
) -> None:
    dana = guest()
    form = dana.form()
    with broken(fault, monkeypatch):
        for _ in range(3):
            answer = dana.send(form, name="Dana", email="dana@example.org")
            assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
            assert 'value="dana@example.org"' in answer.text
            assert fault.value not in answer.text
    assert said(output) == [f"database: {fault.value}"]
    assert dana.send(form).status_code == 303
    assert said(output)[1:] == ["database: it answers again"]


def test_another_fault_is_said_at_once_and_the_same_one_again_after_a_minute(
    output: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    for fault in (Fault.REFUSED, Fault.STARTING, Fault.REFUSED):
        fault_log.note(fault)
    assert said(output) == [f"database: {fault.value}" for fault in (Fault.REFUSED, Fault.STARTING)]
    monkeypatch.setattr(fault_log, "REPEAT_SECONDS", 0.0)
    fault_log.note(Fault.REFUSED)
    assert len(said(output)) == 3
