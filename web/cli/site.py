"""Commands that work on a site: each refuses at once, in one line, on a database or a key that is not this site's."""

from typing import Any

import click

from web.converters import LARGEST_ID


class RowId(click.IntRange):
    """ASCII digits only: int() would take `1_000` and `٣`."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if isinstance(value, str) and not (value.isascii() and value.isdigit()):
            self.fail(f"{value!r} is not an id, like 7.", param, ctx)
        return super().convert(value, param, ctx)


ROW_ID = RowId(1, LARGEST_ID)


class SiteCommand(click.Command):
    def invoke(self, ctx: click.Context) -> Any:
        from models import founding
        from models.plumbing import db

        founding.check_migrated(db.engine())
        return super().invoke(ctx)


class SiteGroup(click.Group):
    command_class = SiteCommand
