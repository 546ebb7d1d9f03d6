"""`guestlink migrate`."""

import click


@click.command()
def migrate() -> None:
    """Bring the database schema to the newest version."""
    from datetime import UTC, datetime

    from models.config.settings import settings
    from models.plumbing import database
    from models.site import founding

    founding.check_not_restoring()
    settings().data.mkdir(parents=True, exist_ok=True)
    founding.migrate(database.engine(), now=datetime.now(UTC))
    click.echo("The database has the schema of this version.", err=True)
