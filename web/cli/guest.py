"""`guestlink guest …`."""

import click

from web.cli.noting import note
from web.cli.options import RowId, json_option
from web.cli.output import show
from web.cli.site_command import SiteGroup


@click.group(cls=SiteGroup)
def guest() -> None:
    """Guests who have entered."""


@guest.command()
@click.argument("entry_id", type=RowId())
@json_option
def remove(entry_id: int, as_json: bool) -> None:
    """End what one guest watches, at once. The way in stays as it is. ENTRY_ID comes from `guestlink link guests`."""
    from models.guests import removing_guests
    from models.plumbing import clock, database

    with database.writing() as db:
        link = removing_guests.remove_guest(db, entry_id, now=clock.utcnow())
        if link is not None:
            note(db, "guest_removed", media_id=link.media_id, link_id=link.id, detail=link.name)
    show({"id": entry_id, "removed": True}, as_json, [f"Removed guest {entry_id}."])


@guest.command()
@click.argument("email")
@json_option
def erase(email: str, as_json: bool) -> None:
    """Erase the name and address of one person wherever they have entered. The entries still count."""
    from models.guests import erasing
    from models.plumbing import clock, database

    with database.writing() as db:
        erased = erasing.erase_address(db, email, now=clock.utcnow())
        if erased:
            note(db, "guest_erased", detail=str(erased))
    said = "1 guest entry" if erased == 1 else f"{erased:,} guest entries"
    show({"erased": erased}, as_json, [f"Erased {said}." if erased else "Nobody has entered with this address."])
