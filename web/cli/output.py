"""How commands print: one JSON document, or text laid out for people; errors as one line on standard error."""

import json
from collections.abc import Sequence
from typing import Any

import click

json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")


def show(document: Any, as_json: bool, lines: Sequence[str]) -> None:
    """`document` for scripts, `lines` for people."""
    if as_json:
        click.echo(json.dumps(document, indent=2, ensure_ascii=True))
        return
    for line in lines:
        click.echo(line.encode("utf-8", "replace").decode())


def table(headers: Sequence[str], rows: Sequence[Sequence[object]]) -> list[str]:
    """Columns, as wide as their widest cell."""
    cells = [list(headers), *([str(cell) for cell in row] for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(headers))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells]


def complain(error: Exception) -> None:
    """One clear line. What is not one of ours is named by its kind: its text may hold a secret or a guest's name."""
    from sqlalchemy.exc import DBAPIError

    from models.errors import GuestlinkError

    if isinstance(error, GuestlinkError):
        text = str(error) or "There is no such thing."
    elif isinstance(error, DBAPIError):
        text = "The database does not answer, or is not migrated (run: guestlink migrate)."
    elif isinstance(error, OSError):
        text = f"{error.strerror or type(error).__name__}: {error.filename or ''}".rstrip(": ")
    else:
        text = f"Something unexpected happened ({type(error).__name__})."
    line = " ".join(text.splitlines()).encode("utf-8", "replace").decode()
    click.echo(f"Error: {line}", err=True)
