"""Results that nobody read to their end, on SQLite: each holds its connection in the past until Python's collector
happens to come by, and whoever writes next on that connection waits for their turn in vain meanwhile."""

import sqlite3
from typing import Any

from sqlalchemy import Connection, Engine, event


def left_unread(engine: Engine) -> list[str]:
    """The statements, of which a row was still unread when the connection went back; the list grows as they happen."""
    unread: list[str] = []

    # Held until then: whether the collector has come by is chance.
    def began(connection: Connection, cursor: Any, statement: str, *_: object) -> None:
        connection.info.setdefault("cursors", []).append((cursor, statement))

    def returned(_connection: object, record: Any) -> None:
        unread.extend(statement for cursor, statement in record.info.pop("cursors", []) if _has_more(cursor))

    event.listen(engine, "after_cursor_execute", began)
    event.listen(engine, "checkin", returned)
    return unread


def _has_more(cursor: Any) -> bool:
    try:
        return cursor.fetchone() is not None
    except sqlite3.ProgrammingError:
        # Closed, as is right.
        return False
