"""Options and arguments that several commands share."""

from typing import Any

import click

from models.plumbing.row_ids import MAX_ID, row_id


class RowId(click.ParamType[int]):
    name = "id"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        number = row_id(str(value))
        if number is None:
            self.fail(f"{value!r} is not an id. An id is a whole number from 1 to {MAX_ID}.", param, ctx)
        return number


json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
media_id_argument = click.argument("media_id", type=RowId())
link_id_argument = click.argument("link_id", type=RowId())
owner_option = click.option("--owner", required=True, metavar="EMAIL", help="The owner's email address.")
title_option = click.option(
    "--title", required=True, metavar="TITLE", help="The title of the media item, 1 to 100 characters."
)
password_option = click.option(
    "--password-stdin", is_flag=True, help="Read the password from standard input, one line."
)
# Not read from `Role`, whose import would load the database's libraries into every command.
role_type = click.Choice(["viewer", "contributor", "admin"])
