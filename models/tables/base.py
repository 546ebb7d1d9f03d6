"""What all tables share: the base class, the names of constraints, the column type for times, and partial indexes."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, Index, Integer, MetaData, String, TypeDecorator, text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.sql.functions import GenericFunction

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

# The last of `__table_args__`, for a table whose rows are deleted and whose ids stand in addresses, forms or the audit
# log. Without it SQLite gives the id of a deleted row to the next one, and an old form changes somebody else.
GIVES_IDS_ONCE = {"sqlite_autoincrement": True}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime, kept as UTC. Raises ValueError for a naive one: guessing its zone could move an expiry."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime cannot be stored: give it a time zone")
        value = value.astimezone(UTC)
        # SQLite stores times as text and compares the text, so `<=` is only right if all have the same form.
        return value if dialect.name == "postgresql" else value.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


def partial_index(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """An index on the rows for which this SQL condition is true."""
    return Index(name, *columns, unique=unique, postgresql_where=text(where), sqlite_where=text(where))


class ascii_lower(GenericFunction[str]):  # noqa: N801 (it is written like the functions of SQL)
    """Small letters for A to Z, and nothing else. `lower` would go by the language of the database: in a Turkish one,
    `I` becomes `ı`."""

    type = String()
    inherit_cache = True


@compiles(ascii_lower)
def _lower_by_bytes(element: Any, compiler: Any, **named: Any) -> str:
    return f'lower({compiler.process(element.clauses, **named)} COLLATE "C")'


@compiles(ascii_lower, "sqlite")
def _lower_on_sqlite(element: Any, compiler: Any, **named: Any) -> str:
    return f"lower({compiler.process(element.clauses, **named)})"


class seconds_between(GenericFunction[int]):  # noqa: N801 (it is written like the functions of SQL)
    """Whole seconds from the first instant to the second."""

    type = Integer()
    inherit_cache = True


@compiles(seconds_between)
def _difference(element: Any, compiler: Any, **named: Any) -> str:
    begin, end = (compiler.process(each, **named) for each in element.clauses)
    return f"CAST(extract(epoch FROM {end} - {begin}) AS INTEGER)"


@compiles(seconds_between, "sqlite")
def _difference_of_texts(element: Any, compiler: Any, **named: Any) -> str:
    begin, end = (compiler.process(each, **named) for each in element.clauses)
    return f"CAST(round((julianday({end}) - julianday({begin})) * 86400) AS INTEGER)"


def table_of(mapped: type[DeclarativeBase]) -> Any:
    """For statements that write rows without the ORM."""
    return mapped.__table__


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {datetime: UtcDateTime}
