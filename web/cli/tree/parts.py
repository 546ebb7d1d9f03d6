"""The parts: `web`, `worker`, `beat`, and the demo's encoder; and the commands that run one of them.

In production these commands are run one by one. On Linux, the supervisor runs the same functions in copies of itself
(forking.py), elsewhere these commands.
"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module

import click

from web.cli.tree import parent_death


@click.command()
def web() -> None:
    """Serve the pages and the media."""
    serve_pages()


@click.command()
@click.option(
    "--only",
    type=click.Choice(["maintenance", "media"]),
    help="Do only maintenance, or only prepare recordings. If left out: both.",
)
def worker(only: str | None) -> None:
    """Run the Celery worker."""
    _become("worker", *([only] if only else []))


@click.command()
def beat() -> None:
    """Run the Celery scheduler."""
    _become("beat")


@click.command(hidden=True)
def demo_live() -> None:
    """Write the stream of the demo's live session."""
    broadcast_demo()


def serve_pages() -> None:
    parent_death.end_with_parent()
    from web.front.serving import serve

    with _occupying():
        serve()


def broadcast_demo() -> None:
    parent_death.end_with_parent()
    from web.cli.demo.stream import broadcast

    with _occupying():
        broadcast()


def run_tasks(part: str) -> None:
    """Run worker or beat in this process, on a site that was prepared just now. The module is named as text, because
    `web` must not import `tasks`."""
    parent_death.end_with_parent()
    with _occupying():
        sys.exit(import_module("tasks.run").main(part))


# What the supervisor's copies do.
PARTS: dict[str, Callable[[], None]] = {
    "web": serve_pages,
    "worker": lambda: run_tasks("worker"),
    "beat": lambda: run_tasks("beat"),
    "demo-live": broadcast_demo,
}


def _check_site() -> None:
    """A wrong key or an old schema must stop a part when it starts, not at its first task."""
    from models.plumbing import database
    from models.site import founding

    founding.check_migrated(database.engine())
    database.engine().dispose()


def _become(part: str, *arguments: str) -> None:
    """Replace this process by the part, which then has not imported what only this command needs."""
    parent_death.end_with_parent()
    command = [sys.executable, "-m", "web.cli.tree.run_module", "tasks.run", part, *arguments]
    with _occupying():
        _check_site()
        os.execv(sys.executable, command)  # noqa: S606 (no shell)


@contextmanager
def _occupying() -> Iterator[None]:
    """As long as this process lives, also after an exec, no backup is restored into its data folder.

    Raises Misconfigured while one is being restored.
    """
    from models.config import lock_files
    from models.config.settings import settings
    from models.errors import Misconfigured
    from models.files import modes
    from models.plumbing.file_locks import Locked, lock_in_data_folder

    modes.put_right(settings())
    try:
        held = lock_in_data_folder(settings().data, lock_files.PARTS, shared=True)
    except Locked:
        raise Misconfigured("A backup is being restored into %(data)s.", data=str(settings().data)) from None
    except OSError:
        # Nothing can be restored into a folder that cannot be written.
        held = None
    if held is None:
        yield
        return
    with held:
        os.set_inheritable(held.fileno(), True)
        yield
