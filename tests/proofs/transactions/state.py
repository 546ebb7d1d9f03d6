"""A site's rows, read as one value that two runs have in common."""

import hashlib
from typing import Any

from sqlalchemy import Engine, Table, select, text

from models.plumbing import database
from models.tables import Base
from models.tables.base import UtcDateTime

# What differs between two runs that did the same: secrets, random names, how often something was tried, and which of
# those who may remove a row has done it.
RANDOM = frozenset(
    (
        *("visit.key", "guest_link.token_salt", "guest_link.token_hash", "user_session.secret_hash"),
        *("media_file.stored_name", "workflow_step.tries", "maintenance_run.successes"),
        *("workflow_step.rows", "maintenance_run.rows_done"),
    )
)

State = dict[str, tuple[str, ...]]


def state(bind: Engine, *, instants: bool = True, but: frozenset[str] = frozenset()) -> State:
    """Every row by what it says, never by its number; a reference by what it refers to. Without `instants` a time is
    only set or not set: whoever resumes after a kill does so later. `but` these columns."""
    names: dict[tuple[str, Any], str] = {}
    found: State = {}
    rows = _rows(bind)
    for table in Base.metadata.sorted_tables:
        shown = []
        for row in rows.get(table.name, ()):
            shown.append(_shown(table, row, names, RANDOM | but, instants=instants))
            if "id" in table.c:
                names[table.name, row["id"]] = hashlib.sha256(shown[-1].encode()).hexdigest()[:8]
        found[table.name] = tuple(sorted(shown))
    return found


def _rows(bind: Engine) -> dict[str, list[Any]]:
    """Of all tables; on PostgreSQL in one round trip."""
    tables = Base.metadata.sorted_tables
    with database.reading(bind) as db:
        if bind.dialect.name != "postgresql":
            return {table.name: list(db.execute(select(table)).mappings()) for table in tables}
        queries = [f"SELECT '{table.name}', to_jsonb(t) FROM {table.name} AS t" for table in tables]
        rows: dict[str, list[Any]] = {}
        for name, row in db.execute(text(" UNION ALL ".join(queries))):
            rows.setdefault(name, []).append(row)
        return rows


def _shown(table: Table, row: Any, names: dict[tuple[str, Any], str], but: frozenset[str], *, instants: bool) -> str:
    shown = {}
    for column in table.c:
        value = row[column.name]
        if column.name == "id" or f"{table.name}.{column.name}" in but:
            continue
        target = next(iter(column.foreign_keys), None)
        if target is not None and value is not None:
            value = names.get((_root(target.column).table.name, value), value)
        elif value is not None and isinstance(column.type, UtcDateTime):
            value = str(value) if instants else "set"
        shown[column.name] = value
    return str(shown)


def _root(column: Any) -> Any:
    """A membership names a group, a group is known by its link: what the number is a number of."""
    target = next(iter(column.foreign_keys), None)
    return column if target is None else _root(target.column)


def difference(one: State, other: State) -> str:
    """For people: the rows that are in one of the two only."""
    lines = []
    for name in one:
        lines += [f"- {name} {row}" for row in one[name] if row not in other[name]]
        lines += [f"+ {name} {row}" for row in other[name] if row not in one[name]]
    return "\n".join(lines)
