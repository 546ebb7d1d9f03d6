"""The statements of guests' pages are compiled once, and sent by the driver itself: what SQLAlchemy does for each
statement costs more than the driver does (facts 198).

SQLAlchemy still lends the connection, begins and ends transactions, tells the listeners of an engine, converts values
and translates errors. So all of that is as it is with every other statement.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect
from sqlalchemy.engine import IteratorResult
from sqlalchemy.engine.result import SimpleResultMetaData
from sqlalchemy.sql.compiler import SQLCompiler

# They look up a row by its key, so one plan is right for all values, and the driver may prepare them (facts 204).
_MAY_BE_PREPARED: dict[str, dict[str, Any]] = {"postgresql": {"prepare": None}}
# More than the statements that we build once. If a statement is built anew each time, this limits how many are kept.
MOST_COMPILED = 256

Convert = Callable[[Any], Any]


class HotConnection(Connection):
    """A connection for statements that were built once."""

    def execute(self, statement: Any, parameters: Any = None, *, execution_options: Any = None) -> Any:
        """The rows of the result have been fetched. Raises DBAPIError, like every connection."""
        hot = compiled_once(statement, self.dialect, tuple(parameters)) if isinstance(parameters, dict) else None
        if hot is None:
            return super().execute(statement, parameters, execution_options=execution_options)
        return self._execute_compiled(hot, hot.values_for_driver(parameters))

    def _execute_compiled(self, hot: "Compiled", values: Any) -> Any:
        # `postgresql.py` and `sqlite.py` say when. A BEGIN that is not needed costs time (facts 198).
        if not self.in_transaction() and self.get_execution_options()["needs_transaction"](self):
            self.begin()
        cursor: Any = None
        try:
            cursor = self.connection.cursor()
            self._send(cursor, hot.sql, values)
            return hot.result(cursor)
        except BaseException as error:
            if isinstance(error, Exception) and not isinstance(error, self.dialect.loaded_dbapi.Error):
                # The database is not to blame, and the connection is whole.
                raise
            self._handle_dbapi_exception(error, hot.sql, values, cursor, None)

    def _send(self, cursor: Any, sql: str, values: Any) -> None:
        listeners: Any = self.engine.dispatch
        for tell in listeners.before_cursor_execute:
            tell(self, cursor, sql, values, None, False)
        cursor.execute(sql, values, **_MAY_BE_PREPARED.get(self.dialect.name, {}))
        for tell in listeners.after_cursor_execute:
            tell(self, cursor, sql, values, None, False)


@lru_cache(maxsize=MOST_COMPILED)
def compiled_once(statement: Any, dialect: Dialect, given: tuple[str, ...]) -> "Compiled | None":
    """For these parameters. None for a statement whose text depends on their values, and for one with which SQLAlchemy
    does more than send it."""
    compiler = statement.compile(dialect=dialect, column_keys=list(given))
    depends = compiler.post_compile_params or compiler.literal_execute_params
    needs_more = compiler.insert_prefetch or compiler.update_prefetch or compiler.implicit_returning
    return None if compiler.isplaintext or depends or needs_more else Compiled(compiler, given)


class Compiled:
    """A statement as a database takes it."""

    def __init__(self, compiler: SQLCompiler, given: tuple[str, ...]) -> None:
        self.sql = compiler.string
        self._dialect, self._positions = compiler.dialect, compiler.positiontup
        self._columns = compiler._result_columns
        self._described: SimpleResultMetaData | None = None
        # By the name in the statement: the name of the given value. The other values belong to the statement itself.
        self._given: list[tuple[str, str, Convert | None]] = []
        self._own: dict[str, Any] = {}
        converts: Any = compiler._bind_processors
        for name, value in compiler.construct_params({name: _Given(name) for name in given}).items():
            convert = converts.get(name)
            if isinstance(value, _Given):
                self._given.append((name, value.name, convert))
            else:
                self._own[name] = convert(value) if convert else value

    def values_for_driver(self, given: dict[str, Any]) -> Any:
        values = self._own.copy()
        for name, source, convert in self._given:
            values[name] = given[source] if convert is None else convert(given[source])
        return values if self._positions is None else tuple([values[name] for name in self._positions])

    def result(self, cursor: Any) -> IteratorResult[*tuple[Any, ...]]:
        """What the cursor was answered. Every row is fetched: on SQLite, one that is left would hold the connection in
        the past (facts 34)."""
        rows = cursor.fetchall() if self._columns else []
        described = self._described or self._describe(cursor)
        cursor.close()
        return IteratorResult(described, iter(rows))

    def _describe(self, cursor: Any) -> SimpleResultMetaData:
        """Done with the first answer, because how a value is converted may depend on the type that the driver names."""
        converts = [
            column.type.dialect_impl(self._dialect).result_processor(self._dialect, described[1])
            for column, described in zip(self._columns, cursor.description or (), strict=True)
        ]
        self._described = SimpleResultMetaData([column.keyname for column in self._columns], _processors=converts)
        return self._described


class _Given:
    """Stands for a value, to find out where in the statement it goes."""

    def __init__(self, name: str) -> None:
        self.name = name
