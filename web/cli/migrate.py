"""`guestlink migrate`."""

import click


@click.command()
def migrate() -> None:
    """Bring the database schema to the newest version."""
    from datetime import UTC, datetime

    from models.config.settings import settings
    from models.files import modes
    from models.plumbing import database
    from models.plumbing.database_address import shown_address
    from models.plumbing.ownership import make_folder
    from models.site import founding
    from web.cli.progress import shown_progress

    founding.check_not_restoring()
    make_folder(settings().data)
    with shown_progress(lines=True) as report:
        founding.migrate(database.engine(), now=datetime.now(UTC), report=report)
    # Also for files that were put there by hand. A part that starts does not look at each (contract 11.61).
    modes.put_right(settings(), everything=True)
    address = shown_address(database.engine().url)
    click.echo(f"The database {address} has the schema of this version.", err=True)
