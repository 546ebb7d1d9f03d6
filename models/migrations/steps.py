"""What migrations do to tables that are in use (docs/testing.md, "A migration").

On PostgreSQL these steps commit by themselves, so that no guest waits for them. If a migration is stopped in between,
it begins again: each step first looks what is done already. On SQLite a migration is one transaction.
"""

import time
from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import context, op

# While a batch is written, guests wait for its rows. 1000 rows take some tens of milliseconds, but more than a second
# where the indexes do not fit into memory (facts 90). So a batch has as many rows as this time allows.
FIRST_BATCH, BATCH = 100, 1000
BATCH_SECONDS = 0.1
# How long rows that others have locked are left alone.
PAUSE_SECONDS = 0.2
# An extension that comes with PostgreSQL. The owner of a database may install it there, if the server has it.
TRIGRAMS = "pg_trgm"
SCHEMA_OF_EXTENSION = (
    "SELECT nspname FROM pg_extension JOIN pg_namespace ON pg_namespace.oid = extnamespace WHERE extname = :name"
)
# The beginning of the first line of `folded`, as `in_order` of models/tables/folded.py. An index is used only for the
# same words.
IN_ORDER = {
    "postgresql": "(substr(split_part(coalesce(folded, ''), chr(10), 1), 1, 80) COLLATE \"C\")",
    "sqlite": "(coalesce(substr(substr(folded, 1, instr(folded || char(10), char(10)) - 1), 1, 80), ''))",
}
# As `second_line` of the same file.
SECOND_LINE = {
    "postgresql": '(substr(split_part(folded, chr(10), 2), 1, 80) COLLATE "C")',
    "sqlite": "(substr(folded, instr(folded || char(10), char(10)) + 1, 80))",
}
# How many bytes a text takes.
BYTES = {"postgresql": "octet_length({})", "sqlite": "length(CAST({} AS BLOB))"}
# As `ascii_lower` of models/tables/base.py.
FOLDER = {"postgresql": 'lower(folder COLLATE "C")', "sqlite": "lower(folder)"}

Report = Callable[[str, int, int], None]


def create_index(
    name: str, table: str, columns: list[Any], *, where: str | None = None, unique: bool = False, **more: Any
) -> None:
    """An index on a table that may have many rows. Guests go on writing while it is built."""
    condition = sa.text(where) if where else None
    more |= {"postgresql_where": condition, "sqlite_where": condition, "unique": unique}
    bind = op.get_bind()
    if bind.dialect.name != "postgresql":
        op.create_index(name, table, columns, **more)
        return
    with op.get_context().autocommit_block():
        # It waits for the transactions of others, however long, but nobody waits for it.
        _lift_limits(bind)
        if not _is_valid(bind, name):
            # One that was broken off stays in the schema, and is of no use.
            op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
        op.create_index(name, table, columns, postgresql_concurrently=True, if_not_exists=True, **more)


def create_trigram_index(name: str, table: str, column: str, *, where: str) -> None:
    """An index for parts of words, where PostgreSQL has the extension and lets us install it. Elsewhere there is none,
    and a search reads the rows."""
    bind = op.get_bind()
    schema = _schema_of_trigrams(bind) if bind.dialect.name == "postgresql" else None
    if schema is not None:
        ops = {column: f'"{schema}".gin_trgm_ops'}
        create_index(name, table, [column], where=where, postgresql_using="gin", postgresql_ops=ops)


def create_index_in_order(name: str, table: str, columns: Sequence[str], *, where: str) -> None:
    """By these columns, then by title or name, then by id."""
    create_index(name, table, [*columns, sa.text(IN_ORDER[op.get_bind().dialect.name]), "id"], where=where)


def create_index_of_second_lines(name: str, table: str) -> None:
    """By the second line of what is searched: of a guest entry, its email."""
    create_index(name, table, [sa.text(SECOND_LINE[op.get_bind().dialect.name])], where="folded IS NOT NULL")


def create_index_of_folders(name: str, table: str) -> None:
    """By the name of the folder, whatever its capitals."""
    create_index(name, table, [sa.text(FOLDER[op.get_bind().dialect.name])])


def _schema_of_trigrams(bind: sa.Connection) -> str | None:
    try:
        with bind.begin_nested():
            bind.execute(sa.text(f"CREATE EXTENSION IF NOT EXISTS {TRIGRAMS}"))
    except sa.exc.DBAPIError:
        return None
    schema: str | None = bind.scalar(sa.text(SCHEMA_OF_EXTENSION), {"name": TRIGRAMS})
    return schema


def has_column(table: str, column: str) -> bool:
    """Whether a migration that was broken off had added it. Its columns are added in one transaction."""
    return any(each["name"] == column for each in sa.inspect(op.get_bind()).get_columns(table))


def _is_valid(bind: sa.Connection, name: str) -> bool:
    valid = "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(:name)"
    return bool(bind.scalar(sa.text(valid), {"name": name}))


def _lift_limits(bind: sa.Connection) -> None:
    """For statements outside of transactions. The connection is not used for anything else afterwards (upgrading.py).
    Behind a pooler this would lift the limits of others."""
    from models.plumbing.postgresql import is_pooled

    if not is_pooled(bind):
        for limit in ("lock_timeout", "statement_timeout"):
            bind.execute(sa.text(f"SET {limit} = 0"))


def beyond_ascii(column: str) -> sa.ColumnElement[bool]:
    """Whether the text has letters that ASCII does not have: they take more than one byte."""
    return sa.literal_column(f"{BYTES[op.get_bind().dialect.name].format(column)} <> length({column})", sa.Boolean())


def update_in_batches(table: sa.TableClause, values: dict[str, Any], *, where: sa.ColumnElement[bool]) -> None:
    """Set these values in all rows for which `where` is true. Setting them must make it false.

    Rows that others have locked are left for the end, so nobody waits for this in a circle.
    """
    bind = op.get_bind()
    if bind.dialect.name != "postgresql":
        bind.execute(sa.update(table).where(where).values(values))
        return
    # The version before still writes while this runs, so look again at the end. This reads the table without a lock.
    waiting = sa.select(sa.exists(sa.select(table.c.id).where(where)))
    while bind.scalar(waiting):
        _update_rows(bind, table, values, where)


def _update_rows(
    bind: sa.Connection, table: sa.TableClause, values: dict[str, Any], where: sa.ColumnElement[bool]
) -> None:
    """Once through the table by its id, then the rows that were locked. The progress is the highest id reached, because
    counting would read the whole table first."""
    key = table.c.id
    reached, locked, highest = 0, list[int](), bind.scalar(sa.select(sa.func.max(key))) or 0

    def update(ids: Sequence[int]) -> None:
        locked.extend(_update_free_rows(bind, table, values, where, ids))
        _report(f"Changing {table.name}", reached, max(reached, highest))
        _commit()

    size = min(FIRST_BATCH, BATCH)
    while ids := bind.scalars(sa.select(key).where(where, key > reached).order_by(key).limit(size)).all():
        began, reached = time.monotonic(), ids[-1]
        update(ids)
        size = _next_size(size, time.monotonic() - began)
    while ids := locked[:size]:
        time.sleep(PAUSE_SECONDS)
        del locked[:size]
        update(ids)


def _next_size(size: int, seconds: float) -> int:
    """How many rows the next batch has, after one of `size` rows took so long."""
    return max(1, min(BATCH, 2 * size, round(size * BATCH_SECONDS / max(seconds, 0.001))))


def _update_free_rows(
    bind: sa.Connection,
    table: sa.TableClause,
    values: dict[str, Any],
    where: sa.ColumnElement[bool],
    ids: Sequence[int],
) -> Sequence[int]:
    """Returns the ids of the rows that others have locked."""
    rows = sa.select(table.c.id).where(where, table.c.id.in_(ids))
    free = bind.scalars(rows.with_for_update(skip_locked=True)).all()
    bind.execute(sa.update(table).where(table.c.id.in_(free)).values(values))
    return bind.scalars(rows).all()


def _commit() -> None:
    """Alembic commits before the block, and begins the next transaction after it."""
    with op.get_context().autocommit_block():
        pass


def _report(doing: str, done: int, total: int) -> None:
    report: Report | None = context.config.attributes.get("report")
    if report is not None:
        report(doing, done, total)
