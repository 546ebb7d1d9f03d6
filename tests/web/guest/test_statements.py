"""How many statements and round trips each request of a guest takes, on both databases. One more fails (facts 150)."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, Any

import pytest
from sqlalchemy import Engine, event, update

from models.plumbing import clock, database
from models.tables import Visit
from models.tables.visit import SIGN_WRITTEN_EVERY
from tests.conftest import database_url  # noqa: F401 (on both databases)
from tests.vocabulary.site import Guest, Guests, now
from web.account import session_cookie
from web.pages import looks

Visiting = tuple[Guest, str]


@contextmanager
def sent_by(engine: Engine) -> Iterator[list[str]]:
    """The statements that are sent in this block, without those that begin and end transactions of SQLite."""
    sent: list[str] = []

    def note(*arguments: Any) -> None:
        if not arguments[2].startswith("BEGIN"):
            sent.append(arguments[2])

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


@contextmanager
def traced(engine: Engine) -> Iterator[list[str]]:
    """What this process waits for PostgreSQL to answer: each is a round trip. Filled at the end of the block."""
    asked: list[str] = []
    with tempfile.TemporaryFile("w+") as trace:
        file: IO[str] = trace

        def begin(driver: Any, *_: object) -> None:
            driver.pgconn.trace(file.fileno())

        event.listen(engine, "checkout", begin)
        try:
            yield asked
        finally:
            event.remove(engine, "checkout", begin)
            with engine.connect() as connection:
                connection.connection.driver_connection.pgconn.untrace()  # type: ignore[union-attr]
        trace.seek(0)
        messages = [line.split("\t") for line in trace]
        asked += [parts[3].strip() for parts in messages if len(parts) > 3 and parts[1] == "F"]


def opens(guest: Guest, _visit: str) -> None:
    guest.client.delete_cookie("guestlink_guest", path=guest.address)
    assert "csrf_token" in guest.client.get(guest.address).text


def loads(guest: Guest, _visit: str) -> None:
    assert guest.client.get(guest.address).status_code == 200


def asks_head(guest: Guest, _visit: str) -> None:
    assert guest.client.head(guest.address).status_code == 200


def plays(guest: Guest, visit: str) -> None:
    assert guest.client.get(f"{visit}/video?ahead", headers={"Range": "bytes=0-"}).status_code == 206


def stays(guest: Guest, visit: str) -> None:
    assert guest.client.post(f"{visit}/alive").status_code == 200


def reports(guest: Guest, visit: str) -> None:
    sent = {"watched": "1", "parts": "1", "place": "1.5", "file": "1"}
    assert guest.client.post(f"{visit}/alive", data=sent).status_code == 200


def is_silent(_guest: Guest, _visit: str) -> None:
    with database.writing() as db:
        db.execute(update(Visit).values(last_seen_at=now() - SIGN_WRITTEN_EVERY))


def nothing(_guest: Guest, _visit: str) -> None:
    pass


@pytest.fixture(autouse=True)
def _look_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is read with the first page, and then once in a while."""
    monkeypatch.setattr(looks, "KEPT_SECONDS", 3600.0)


@pytest.mark.parametrize(
    ("before", "act", "on_postgresql", "on_sqlite"),
    [
        (nothing, opens, 1, 1),
        (nothing, loads, 2, 3),
        (nothing, asks_head, 1, 1),
        (nothing, plays, 1, 1),
        (is_silent, plays, 2, 2),
        (nothing, stays, 1, 1),
        (is_silent, stays, 2, 2),
        (nothing, reports, 2, 3),
    ],
)
def test_a_request_sends_so_many_statements(
    guest: Guests, before: Callable[..., None], act: Callable[..., None], on_postgresql: int, on_sqlite: int
) -> None:
    visitor = guest()
    visitor.enter()
    visit = visitor.watch()
    before(visitor, visit)
    count_statements(lambda: act(visitor, visit), on_postgresql, on_sqlite)


def test_an_admission_sends_so_many_statements(guest: Guests) -> None:
    visitor = guest()
    form = visitor.form()

    def enters() -> None:
        assert visitor.send(form).status_code == 303

    count_statements(enters, 1, 5)


def count_statements(act: Callable[[], None], on_postgresql: int, on_sqlite: int) -> None:
    engine = database.engine()
    # It asks for the time once in a while.
    clock.utcnow()
    if engine.dialect.name == "sqlite":
        with sent_by(engine) as sent:
            act()
        assert len(sent) == on_sqlite, sent
        return
    with sent_by(engine) as sent, traced(engine) as asked:
        act()
    assert len(sent) == on_postgresql, sent
    trips = [name for name in asked if name.split()[0] in {"Query", "Sync"}]
    assert len(trips) == on_postgresql, asked
    # The driver would read longer ones anew each time (facts 152).
    assert max(map(len, sent)) <= 4096


def test_a_guests_page_asks_nothing_about_the_owners_cookie(
    guest: Guests, site: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where its owner is signed in in the same browser (contract 3.30)."""
    visitor = guest(client=site.signed_in(site.maker.user()))

    def fail(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(session_cookie, "sent", fail)
    with sent_by(database.engine()) as sent:
        visitor.enter()
        visit = visitor.watch()
        for act in (asks_head, plays, stays):
            act(visitor, visit)
    assert not [text for text in sent if "user_session" in text]
    with pytest.raises(AssertionError):
        visitor.client.get("/")
