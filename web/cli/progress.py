"""Shows on a terminal how far long work has come."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

ERASE_LINE = "\r\x1b[2K"


@contextmanager
def shown_progress(*, lines: bool = False) -> Iterator[Callable[[str, int, int], None]]:
    """Call the returned function with what is being done, how much of it is done, and of how much.

    It writes to standard error, and only to a terminal. With `lines`, it also writes elsewhere, a line for each thing
    that is done, and for each tenth of it.
    """
    shown = told = ""

    def show(doing: str, done: int, total: int) -> None:
        nonlocal shown, told
        percent = min(100, 100 * done // max(total, 1))
        line, tenth = f"{doing}: {percent} %", f"{doing} {percent // 10}"
        if sys.stderr.isatty():
            if line != shown:
                click.echo(f"{ERASE_LINE}{line}", err=True, nl=False)
            shown = line
        elif lines and tenth != told:
            told = tenth
            click.echo(line, err=True)

    try:
        yield show
    finally:
        if shown:
            click.echo(ERASE_LINE, err=True, nl=False)
