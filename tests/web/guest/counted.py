"""What a request sends to the database, and how often this process waits for an answer."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from sqlalchemy import Engine, event

from models.plumbing import clock, database


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
    """What this process waits for PostgreSQL to answer: each is a round trip. Filled at the end of the block.

    The connections of the pool are traced before one is lent: to ask it whether it still lives is a round trip too.
    """
    asked: list[str] = []
    with tempfile.TemporaryFile("w+") as trace:
        drivers = _idle_drivers(engine)
        for driver in drivers:
            driver.pgconn.trace(trace.fileno())
        try:
            yield asked
        finally:
            for driver in drivers:
                driver.pgconn.untrace()
        trace.seek(0)
        messages = [line.split("\t") for line in trace]
        asked += [parts[3].strip() for parts in messages if len(parts) > 3 and parts[1] == "F"]


def _idle_drivers(engine: Engine) -> list[Any]:
    pool: Any = engine.pool
    with ExitStack() as lent:
        all_idle = [lent.enter_context(engine.connect()) for _ in range(pool.checkedin())]
        return [each.connection.driver_connection for each in all_idle]


def count_statements(act: Callable[[], object], on_postgresql: int, on_sqlite: int) -> None:
    """Fails if this sends another number of statements, or takes more round trips than statements."""
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
