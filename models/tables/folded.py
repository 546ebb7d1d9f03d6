"""Columns of folded text (`plumbing.folding`) in statements: which rows hold what somebody typed, and their order.

The first line is the title or name. It is what lists are sorted by, in the order of its code points on both databases.
"""

from typing import Any

from sqlalchemy import ColumnElement, String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

from models.plumbing.folding import pattern

# PostgreSQL's indexes hold no long texts.
LETTERS_IN_ORDER = 80


class first_line(GenericFunction[str]):  # noqa: N801 (it is written like the functions of SQL)
    type = String()
    inherit_cache = True


class in_order(GenericFunction[str]):  # noqa: N801
    """The beginning of the first line. Empty for a row whose text is not made yet."""

    type = String()
    inherit_cache = True


class second_line(GenericFunction[str]):  # noqa: N801
    """The beginning of the second line: of a guest entry, its email. Empty if there is none."""

    type = String()
    inherit_cache = True


class by_bytes(GenericFunction[str]):  # noqa: N801
    """The whole text, in the order of its code points: first by its first line."""

    type = String()
    inherit_cache = True


def holds(folded: ColumnElement[str] | Any, typed: str) -> ColumnElement[bool]:
    """Whether the text contains what was typed: parts of words too, `%` and `_` as they are."""
    found: ColumnElement[bool] = folded.like(pattern(typed), escape="\\")
    return found


@compiles(first_line)
def _first_line(element: Any, compiler: Any, **named: Any) -> str:
    return f"split_part(coalesce({compiler.process(element.clauses, **named)}, ''), chr(10), 1)"


@compiles(first_line, "sqlite")
def _first_line_on_sqlite(element: Any, compiler: Any, **named: Any) -> str:
    text = compiler.process(element.clauses, **named)
    return f"substr({text}, 1, instr({text} || char(10), char(10)) - 1)"


@compiles(in_order)
def _in_order(element: Any, compiler: Any, **named: Any) -> str:
    line = _first_line(element, compiler, **named)
    return f'(substr({line}, 1, {LETTERS_IN_ORDER}) COLLATE "C")'


@compiles(in_order, "sqlite")
def _in_order_on_sqlite(element: Any, compiler: Any, **named: Any) -> str:
    line = _first_line_on_sqlite(element, compiler, **named)
    return f"coalesce(substr({line}, 1, {LETTERS_IN_ORDER}), '')"


@compiles(second_line)
def _second_line(element: Any, compiler: Any, **named: Any) -> str:
    text = compiler.process(element.clauses, **named)
    return f'(substr(split_part({text}, chr(10), 2), 1, {LETTERS_IN_ORDER}) COLLATE "C")'


@compiles(second_line, "sqlite")
def _second_line_on_sqlite(element: Any, compiler: Any, **named: Any) -> str:
    text = compiler.process(element.clauses, **named)
    return f"substr({text}, instr({text} || char(10), char(10)) + 1, {LETTERS_IN_ORDER})"


@compiles(by_bytes)
def _by_bytes(element: Any, compiler: Any, **named: Any) -> str:
    return f'{compiler.process(element.clauses, **named)} COLLATE "C"'


@compiles(by_bytes, "sqlite")
def _by_bytes_on_sqlite(element: Any, compiler: Any, **named: Any) -> str:
    return str(compiler.process(element.clauses, **named))
