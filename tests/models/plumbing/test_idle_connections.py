"""A connection that has died while it was idle costs nobody an error, and one that lives is not asked (facts 151)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from sqlalchemy import Engine, text

from models.plumbing import database, postgresql
from tests.vocabulary import suspended

OPENED = [database.reading, database.looking_up, database.writing, database.writing_at_once]
Opened = Callable[[Engine], AbstractContextManager[Any]]
MY_PROCESS = text("SELECT pg_backend_pid()")
END_OTHERS = text(
    "SELECT pid, pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name = 'guestlink'"
)


@pytest.fixture(params=["postgresql"])
def database_url(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    url = str(request.getfixturevalue("postgresql").render_as_string(hide_password=False))
    monkeypatch.setenv("GUESTLINK_DATABASE_URL", url)
    return url


def process_of(bind: Engine, opened: Opened = database.looking_up) -> int:
    with opened(bind) as db:
        return int(db.execute(MY_PROCESS).scalar_one())


@pytest.mark.parametrize("opened", OPENED)
def test_a_server_that_was_restarted_is_found_again(bind: Engine, opened: Opened) -> None:
    with database.looking_up(bind) as one, database.looking_up(bind) as other:
        before = {int(db.execute(MY_PROCESS).scalar_one()) for db in (one, other)}
    server = database.make_engine(bind.url.render_as_string(hide_password=False))
    with server.connect() as connection:
        ended: dict[int, bool] = {row[0]: row[1] for row in connection.execute(END_OTHERS)}
    assert len(before) == 2
    assert all(ended[process] for process in before)
    server.dispose()
    assert process_of(bind, opened) not in before


def test_a_connection_that_was_idle_for_long_is_asked_first(bind: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that goes without a word closes nothing. A machine may be suspended meanwhile."""
    before = process_of(bind)
    with bind.connect() as connection:
        driver: Any = connection.connection.driver_connection
    asked: list[object] = []

    def execute(*statement: object, **_named: object) -> None:
        asked.append(statement[0])

    monkeypatch.setattr(driver, "execute", execute)
    assert process_of(bind) == before
    assert asked == []
    suspended.suspend(monkeypatch, postgresql.TRUSTED_SECONDS)
    assert process_of(bind) == before
    assert asked == ["SELECT 1"]
