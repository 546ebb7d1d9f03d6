"""Finds results that were not read to their end, on SQLite.

Such a result keeps a read transaction open until Python's garbage collector runs. Until then, a write on the same
connection waits in vain."""

import sqlite3
from typing import Any

from sqlalchemy import Connection, Engine, event


def left_unread(engine: Engine) -> list[str]:
    """The statements whose rows were still unread when their connection went back. The list grows during the test."""
    unread: list[str] = []

    # The cursors are kept until the connection goes back: otherwise the collector may have closed them, by chance.
    def executed(connection: Connection, cursor: Any, statement: str, *_: object) -> None:
        connection.info.setdefault("cursors", []).append((cursor, statement))

    def returned(_connection: object, record: Any) -> None:
        unread.extend(statement for cursor, statement in record.info.pop("cursors", []) if _has_more(cursor))

    event.listen(engine, "after_cursor_execute", executed)
    event.listen(engine, "checkin", returned)
    return unread


def _has_more(cursor: Any) -> bool:
    try:
        return cursor.fetchone() is not None
    except sqlite3.ProgrammingError:
        # It is closed, so it was read to its end.
        return False
