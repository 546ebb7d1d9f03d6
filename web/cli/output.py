"""What commands print: one JSON document or text for people, and an error as one line on standard error."""

import contextlib
import json
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import click


def show(document: Any, as_json: bool, lines: Sequence[str]) -> None:
    """Print `document` for scripts, or `lines` for people."""
    if as_json:
        click.echo(json.dumps(document, indent=2, ensure_ascii=True))
        return
    for line in lines:
        # A name may hold a lone surrogate, which no terminal can print.
        click.echo(line.encode("utf-8", "replace").decode())


def table(headers: Sequence[str], rows: Sequence[Sequence[object]]) -> list[str]:
    """Lines with aligned columns, or one that says that there are none."""
    if not rows:
        return ["None yet."]
    cells = [list(headers), *([str(cell) for cell in row] for row in rows)]
    widths = [max(_width(row[column]) for row in cells) for column in range(len(headers))]
    return ["  ".join(map(_filled, row, widths)).rstrip() for row in cells]


def _filled(cell: str, width: int) -> str:
    return cell + " " * (width - _width(cell))


def _width(text: str) -> int:
    """In columns of a terminal: letters of Chinese, Japanese and Korean take two, marks on letters take none."""
    marks = sum(unicodedata.category(letter) in {"Mn", "Me", "Cf"} for letter in text)
    return len(text) - marks + sum(unicodedata.east_asian_width(letter) in {"W", "F"} for letter in text)


def local_time(instant: datetime | None) -> str:
    """Date and time in the site's zone, which is named. "never" for None."""
    from models.config import zones
    from models.config.settings import settings

    if instant is None:
        return "never"
    there = instant.astimezone(ZoneInfo(settings().timezone))
    return f"{there:%Y-%m-%d %H:%M} {zones.name_of(there)}"


def print_error(error: Exception) -> None:
    """Print one line (contract 7.16).

    Of an unexpected error it names only the class and the place, because the text may hold a secret or a guest's name.
    """
    from models.errors import GuestlinkError
    from models.plumbing.database_faults import fault_of
    from models.plumbing.logs import place_of

    if isinstance(error, GuestlinkError):
        why = getattr(error, "why", "")
        text = (str(error) or "There is no such thing.") + (f" Cause: {why}." if why else "")
    elif (fault := fault_of(error)) is not None:
        text = fault.value
    elif isinstance(error, OSError):
        text = f"{error.strerror or type(error).__name__}: {error.filename or ''}".rstrip(": ")
    else:
        text = f"Something unexpected happened ({type(error).__name__}). Report it with its place: {place_of(error)}"
    line = " ".join(text.splitlines()).encode("utf-8", "replace").decode()
    with contextlib.suppress(OSError):
        click.echo(f"Error: {line}", err=True)
