"""`now` as a parameter of a statement that is built once, at import, and sent with another `now` each time.

The rules of the tables take it in place of a datetime.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter

from models.tables.base import UtcDateTime

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


def at(now: datetime, **values: object) -> dict[str, object]:
    """The parameters of a statement that was built with NOW: these, and all that were made of it."""
    return {"now": now, **{name: now - span for name, span in _spans.items()}, **values}
