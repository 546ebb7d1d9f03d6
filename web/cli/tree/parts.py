"""The commands that run one part: `web`, `worker`, `beat`, and the demo's encoder.

The supervisor starts its parts with these commands. In production they are run one by one.
"""

import os
import sys

import click

from web.cli.tree import parent_death


@click.command()
def web() -> None:
    """Serve the pages and the media."""
    parent_death.end_with_parent()
    from web.front.serving import serve

    serve()


@click.command()
def worker() -> None:
    """Run the Celery worker."""
    _become("worker")


@click.command()
def beat() -> None:
    """Run the Celery scheduler."""
    _become("beat")


@click.command(hidden=True)
def demo_live() -> None:
    """Write the stream of the demo's live session."""
    parent_death.end_with_parent()
    from web.cli.demo.stream import broadcast

    broadcast()


def _check_site() -> None:
    """A wrong key or an old schema must stop a part when it starts, not at its first task."""
    from models.plumbing import database
    from models.site import founding

    founding.check_migrated(database.engine())
    database.engine().dispose()


def _become(part: str) -> None:
    """Replace this process by the part, so that the signals of the supervisor reach the part itself.

    The module is named as text, because `web` must not import `tasks`.
    """
    parent_death.end_with_parent()
    _check_site()
    command = [sys.executable, "-m", "web.cli.tree.run_module", "tasks.run", part]
    os.execv(sys.executable, command)  # noqa: S606 (no shell)
