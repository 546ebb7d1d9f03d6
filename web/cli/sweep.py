"""`guestlink sweep`."""

import click

from web.cli.options import json_option
from web.cli.output import show, table
from web.cli.site_command import SiteCommand


@click.command(cls=SiteCommand)
@json_option
def sweep(as_json: bool) -> None:
    """Run every maintenance task and workflow until nothing is due, in this process, without broker or worker."""
    from models.upkeep import running
    from web.cli.progress import shown_progress

    with shown_progress() as report:
        done = running.sweep_all(report=report)
    show(done, as_json, table(["task", "rows"], list(done.items())))
