"""Commands that work on a site: each refuses at once, in one line, on a database or a key that is not this site's."""

from typing import Any

import click

from models.plumbing.row_ids import LARGEST_ID, row_id


class RowId(click.ParamType[int]):
    name = "id"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        found = row_id(str(value))
        if found is None:
            self.fail(f"{value!r} is not an id from 1 to {LARGEST_ID}, like 7.", param, ctx)
        return found


ROW_ID = RowId()


class SiteCommand(click.Command):
    def invoke(self, ctx: click.Context) -> Any:
        from models.plumbing import database
        from models.site import founding

        founding.check_migrated(database.engine())
        return super().invoke(ctx)


class SiteGroup(click.Group):
    command_class = SiteCommand
