"""The parts one by one, for production and for the supervisor, with which its parts end."""

import os
import sys

import click

from web.cli.tree import parent_death


@click.command()
def web() -> None:
    """Serve the pages and the media."""
    parent_death.follow_parent()
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
    parent_death.follow_parent()
    from web.cli.demo.stream import broadcast

    broadcast()


@click.command()
def migrate() -> None:
    """Bring the database's schema to head."""
    from datetime import UTC, datetime

    from models.config.settings import settings
    from models.plumbing import database
    from models.site import founding

    settings().data.mkdir(parents=True, exist_ok=True)
    founding.migrate(database.engine(), now=datetime.now(UTC))
    click.echo("The database is at the schema of this version.", err=True)


def _check() -> None:
    """A wrong key or an old schema stops every part at its start, not at its first task."""
    from models.plumbing import database
    from models.site import founding

    founding.check_migrated(database.engine())
    database.engine().dispose()


def _become(part: str) -> None:
    """In this very process, so that signals and the lifeline reach it; by name, for the web imports no Celery."""
    parent_death.follow_parent()
    _check()
    os.execv(sys.executable, [sys.executable, "-m", "web.cli.tree.run_module", "tasks.run", part])  # noqa: S606 (no shell)
