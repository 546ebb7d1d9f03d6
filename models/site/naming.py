"""Making the sort keys of names that have none, or whose name was changed by the version before."""

from typing import Any

from sqlalchemy import Engine, bindparam, select, update

from models.plumbing import database
from models.tables import User, UserGroup
from models.tables.named import Named, keys_of

BATCH = 500


def make_missing_keys(bind: Engine) -> None:
    """In batches, so that nobody waits long for a row of theirs. Safe to call twice, also at the same moment."""
    for table in (User, UserGroup):
        while _make_some(bind, table):
            pass


def _make_some(bind: Engine, table: type[Named]) -> bool:
    """Returns whether there may be more."""
    columns: Any = table
    with database.writing(bind) as db:
        stale = select(columns.id, columns.name).where(columns.sorted_as.is_distinct_from(columns.name)).limit(BATCH)
        rows = db.execute(stale.with_for_update(skip_locked=True)).all()
        # Not of a name that has changed meanwhile: that one gets its keys with the next batch.
        mine = columns.id == bindparam("row"), columns.name == bindparam("of")
        values = [{"row": row.id, "of": row.name, **keys_of(row.name)} for row in rows]
        if values:
            db.connection().execute(update(table).where(*mine), values)
    return len(rows) == BATCH
