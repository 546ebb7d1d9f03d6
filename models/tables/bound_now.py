"""`now` as a parameter of a statement that is built once, at import, and sent with another `now` each time.

The rules of the tables take it in place of a datetime.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, Connection, Executable, Result
from sqlalchemy.orm import Session

from models.tables.base import UtcDateTime

# With any columns.
Rows = Result[*tuple[Any, ...]]
# By the name of its parameter: how long before now that instant is.
_spans: dict[str, timedelta] = {}


class BoundNow(BindParameter[datetime]):
    """What a rule subtracts from it becomes a parameter of its own: SQLite keeps times as text and cannot subtract."""

    inherit_cache = True

    def __sub__(self, span: timedelta) -> BindParameter[datetime]:
        name = f"now_less_{span // timedelta(seconds=1)}"
        _spans[name] = span
        return BindParameter(name, type_=UtcDateTime())


# Any: the rules take a datetime or this.
NOW: Any = BoundNow("now", type_=UtcDateTime())


def execute_at(db: Connection | Session, statement: Executable, now: datetime, **values: object) -> Rows:
    """Send a statement that was built with NOW, with these other parameters."""
    return db.execute(statement, {"now": now, **{name: now - span for name, span in _spans.items()}, **values})
