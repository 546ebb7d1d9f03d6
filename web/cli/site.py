"""Commands that work on a site: each refuses at once, in one line, on a database or a key that is not this site's."""

from typing import Any

import click

from web.converters import LARGEST_ID

ROW_ID = click.IntRange(1, LARGEST_ID)


class SiteCommand(click.Command):
    def invoke(self, ctx: click.Context) -> Any:
        from models import founding
        from models.plumbing import db

        founding.check_migrated(db.engine())
        return super().invoke(ctx)


class SiteGroup(click.Group):
    command_class = SiteCommand
