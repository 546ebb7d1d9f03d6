"""`guestlink user rename` and `guestlink user address` (contract 12.51)."""

import click

from web.cli.noting import note
from web.cli.options import json_option
from web.cli.output import show
from web.cli.site_command import SiteCommand
from web.cli.user import user_document


@click.command(cls=SiteCommand)
@click.argument("email")
@click.argument("name")
@json_option
def rename(email: str, name: str, as_json: bool) -> None:
    """Change a person's name."""
    from models.people import accounts, renaming
    from models.plumbing import database

    with database.writing() as db:
        row = accounts.user_by_email(db, email)
        if told := renaming.set_name(db, row.id, name):
            note(db, "user_renamed", detail=told)
    show(user_document(row), as_json, [f"{row.email} is now {row.name}."])


@click.command(cls=SiteCommand)
@click.argument("email")
@click.argument("new")
@json_option
def address(email: str, new: str, as_json: bool) -> None:
    """Change the email address with which a person signs in."""
    from models.people import accounts, renaming
    from models.plumbing import database

    with database.writing() as db:
        row = accounts.user_by_email(db, email)
        if told := renaming.set_email(db, row.id, new):
            note(db, "user_address_set", detail=told)
    show(user_document(row), as_json, [f"{email} is now {row.email}."])
