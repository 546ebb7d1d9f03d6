"""All rows of a site as one value, to compare two runs with."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, Table, select, text

from models.plumbing import database
from models.tables import Base
from models.tables.base import UtcDateTime
from models.tables.workflow import LEASE
from tests.vocabulary import acts
from tests.vocabulary.maker import Maker
from tests.vocabulary.without_children import without_children

# Columns that differ between two runs that did the same: secrets, random names, how often something was tried, how many
# of the rows each of several runs has done, and a progress, which is told from time to time.
NOT_COMPARED = frozenset(
    (
        *("visit.key", "guest_link.token_salt", "guest_link.token_hash", "user_session.secret_hash"),
        *("media_file.stored_name", "preparation.source_name", "workflow_step.tries", "maintenance_run.successes"),
        *("workflow_step.rows", "maintenance_run.rows_done", "preparation.progress", "one_time_address.secret_hash"),
    )
)

# By table: its rows as text, sorted.
State = dict[str, tuple[str, ...]]


def read_state(bind: Engine, *, instants: bool = True) -> State:
    """Ids differ between two runs, so a row has none here, and a reference names the content of its row. Without
    `instants` a time is only set or not set, because after a kill the same is done later."""
    names: dict[tuple[str, Any], str] = {}
    state: State = {}
    rows = _rows(bind)
    for table in Base.metadata.sorted_tables:
        shown = []
        for row in rows.get(table.name, ()):
            shown.append(_shown(table, row, names, instants=instants))
            if "id" in table.c:
                names[table.name, row["id"]] = hashlib.sha256(shown[-1].encode()).hexdigest()[:8]
        state[table.name] = tuple(sorted(shown))
    return state


def _rows(bind: Engine) -> dict[str, list[Any]]:
    """The rows of all tables. On PostgreSQL in one round trip."""
    tables = Base.metadata.sorted_tables
    with database.reading(bind) as db:
        if bind.dialect.name != "postgresql":
            return {table.name: list(db.execute(select(table)).mappings()) for table in tables}
        queries = [f"SELECT '{table.name}', to_jsonb(t) FROM {table.name} AS t" for table in tables]
        rows: dict[str, list[Any]] = {}
        for name, row in db.execute(text(" UNION ALL ".join(queries))):
            rows.setdefault(name, []).append(row)
        return rows


def _shown(table: Table, row: Any, names: dict[tuple[str, Any], str], *, instants: bool) -> str:
    shown = {}
    for column in table.c:
        value = row[column.name]
        if column.name == "id" or f"{table.name}.{column.name}" in NOT_COMPARED:
            continue
        target = next(iter(column.foreign_keys), None)
        if column.name == "language" and value == str(row["id"]):
            # By it, replaced files of an item are told apart.
            value = "its id"
        elif target is not None and value is not None:
            value = names.get((_root(target.column).table.name, value), value)
        elif value is not None and isinstance(column.type, UtcDateTime):
            value = str(value) if instants else "set"
        shown[column.name] = value
    return str(shown)


def _root(column: Any) -> Any:
    """The column that a chain of foreign keys ends at: a membership names a group, whose key is the id of its link."""
    target = next(iter(column.foreign_keys), None)
    return column if target is None else _root(target.column)


def settled_state(maker: Maker, *, now: datetime) -> State:
    """The state when maintenance has nothing left to do: the leases of dead workers are over, and all visits silent."""
    with without_children():
        for later in (timedelta(0), LEASE, timedelta(minutes=6), timedelta(minutes=7)):
            acts.sweep(maker, now=now + later)
    return read_state(maker.bind, instants=False)


def difference(one: State, other: State) -> str:
    """The rows that only one of the two has, for people to read."""
    lines = []
    for name in one:
        lines += [f"- {name} {row}" for row in one[name] if row not in other[name]]
        lines += [f"+ {name} {row}" for row in other[name] if row not in one[name]]
    return "\n".join(lines)
