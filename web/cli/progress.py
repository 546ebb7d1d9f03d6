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
    that is done.
    """
    shown, told = [""], [""]

    def show(doing: str, done: int, total: int) -> None:
        line = f"{doing}: {min(100, 100 * done // max(total, 1))} %"
        if sys.stderr.isatty() and line != shown[0]:
            shown[0] = line
            click.echo(f"{ERASE_LINE}{line}", err=True, nl=False)
        elif lines and doing != told[0]:
            told[0] = doing
            click.echo(f"{doing} …", err=True)

    try:
        yield show
    finally:
        if shown[0]:
            click.echo(ERASE_LINE, err=True, nl=False)
