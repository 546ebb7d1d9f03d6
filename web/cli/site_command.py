"""Commands that work on a site. They refuse to run if the database is not migrated or the key is not the site's."""

from typing import Any

import click


class SiteCommand(click.Command):
    def invoke(self, ctx: click.Context) -> Any:
        from models.plumbing import database
        from models.site import founding

        founding.check_migrated(database.engine())
        return super().invoke(ctx)


class SiteGroup(click.Group):
    command_class = SiteCommand
