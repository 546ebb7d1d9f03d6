"""`guestlink user invite` and `guestlink user reset`: one-time addresses (contract 12.43)."""

from typing import TYPE_CHECKING

import click

from web.cli.noting import note
from web.cli.options import json_option, role_type
from web.cli.output import show
from web.cli.site_command import SiteCommand
from web.cli.user import user_document

if TYPE_CHECKING:
    from models.people.one_time_addresses import NewAddress
    from models.tables import User


def _show(row: "User", address: "NewAddress", as_json: bool, done: str) -> None:
    until = f"{address.works_until:%Y-%m-%d %H:%M} UTC"
    made = {"address": address.url, "works_until": address.works_until.isoformat()}
    lines = [done, f"  {address.url}", f"No mail is sent: pass it on yourself. It works once, until {until}."]
    show(user_document(row) | made, as_json, lines)


@click.command(cls=SiteCommand)
@click.argument("email")
@click.option("--name", required=True, metavar="NAME", help="The person's name, as others see it.")
@click.option("--role", type=role_type, required=True, help="What the person can do.")
@json_option
def invite(email: str, name: str, role: str, as_json: bool) -> None:
    """Add a person without a password, and print the one-time address where they choose it."""
    from models.people import inviting
    from models.plumbing import clock, database

    with database.writing() as db:
        row, address = inviting.invite_person(db, email=email, name=name, role=role, now=clock.utcnow())
        note(db, "user_added", detail=f"{row.email} ({row.role})")
        note(db, "one_time_address_made", detail=row.email)
    _show(row, address, as_json, f"Added {row.email} ({row.role}). They choose their password here:")


@click.command(cls=SiteCommand)
@click.argument("email")
@json_option
def reset(email: str, as_json: bool) -> None:
    """Print a one-time address where a person chooses a new password. That signs them out everywhere."""
    from models.people import accounts, resetting
    from models.plumbing import clock, database

    with database.writing() as db:
        row = accounts.user_by_email(db, email)
        address = resetting.make_reset_address(db, row.id, now=clock.utcnow())
        note(db, "one_time_address_made", detail=row.email)
    _show(row, address, as_json, f"{row.email} can choose a new password here:")
