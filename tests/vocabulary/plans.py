"""How the database finds the rows of the statements that an act sends."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session

from models.plumbing import database

Sent = list[tuple[str, Any]]


@contextmanager
def sent_by(bind: Engine) -> Iterator[Sent]:
    """The statements that are sent in the block, each with its parameters."""
    sent: Sent = []

    def note(_connection: object, _cursor: object, sql: str, parameters: Any, *_: object) -> None:
        sent.append((sql, parameters))

    event.listen(bind, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(bind, "before_cursor_execute", note)


def statements(bind: Engine, act: Callable[[Session], object]) -> Sent:
    """What this act sends to read and change rows. Nothing of it is kept."""
    with sent_by(bind) as sent, Session(bind) as db:
        act(db)
        db.rollback()
    return of_rows(sent)


def of_rows(sent: Sent) -> Sent:
    """Without what begins and ends transactions."""
    return [each for each in sent if each[0].split(maxsplit=1)[0] in {"SELECT", "UPDATE", "INSERT", "DELETE", "WITH"}]


def sqlite_steps(bind: Engine, sent: Sent) -> list[str]:
    """How SQLite goes through each table, such as "SEARCH visit USING INDEX ix_visit_open (last_seen_at<?)"."""
    with database.reading(bind) as db:
        connection = db.connection()
        return [step for sql, parameters in sent for step in _explained(connection, sql, parameters)]


def _explained(connection: Connection, sql: str, parameters: Any) -> list[str]:
    rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", parameters).all()
    return [str(row[3]) for row in rows]


def is_scan(step: str) -> bool:
    """An index that holds only what is asked for may be read in order, and so may a list of ids that was sent."""
    whole = ("ix_guest_link_due_limit", "ix_media_item_site_wide", "VIRTUAL TABLE", "anon_", " page", "CONSTANT ROW")
    return step.startswith("SCAN") and "subquery" not in step.lower() and not any(name in step for name in whole)


def most_read(bind: Engine, act: Callable[[Session], object]) -> dict[str, int]:
    """How many rows PostgreSQL reads from each table or index when it is asked this."""
    return rows_read(bind, statements(bind, act))


def rows_read(bind: Engine, sent: Sent) -> dict[str, int]:
    """How many rows PostgreSQL read from each table or index to answer these statements."""
    read: dict[str, int] = {}
    with Session(bind) as db:
        for sql, parameters in sent:
            asked = f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}"
            for node in _nodes(db.connection().exec_driver_sql(asked, parameters).scalar_one()[0]["Plan"]):
                place = node.get("Index Name") or node.get("Relation Name")
                if place is not None:
                    removed = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
                    seen = round((node["Actual Rows"] + removed) * node["Actual Loops"])
                    read[place] = max(read.get(place, 0), seen)
        db.rollback()
    return read


def milliseconds(connection: Connection, sql: str, parameters: Any) -> float:
    """How long PostgreSQL works for this statement once it has a plan."""
    asked = f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}"
    return float(connection.exec_driver_sql(asked, parameters).scalar_one()[0]["Execution Time"])


def _nodes(plan: Any) -> Iterator[Any]:
    yield plan
    for part in plan.get("Plans", []):
        yield from _nodes(part)
