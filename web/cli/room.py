"""`guestlink media add-room`."""

import click

from web.cli.media_documents import document
from web.cli.noting import note
from web.cli.options import json_option, owner_option, title_option
from web.cli.output import show
from web.cli.owner_rights import lines_about_owner
from web.cli.site_command import SiteCommand


@click.command("add-room", cls=SiteCommand)
@owner_option
@title_option
@click.option(
    "--join",
    "join_url",
    required=True,
    metavar="URL",
    help="Where the meeting is held, like https://meet.jit.si/OurRoom.",
)
@click.option("--channel", is_flag=True, help="Make a channel room, which never has guest access.")
@click.option("--personal", is_flag=True, help="Take the address even if it looks like one person's own way in.")
@json_option
def add_room(owner: str, title: str, join_url: str, channel: bool, personal: bool, as_json: bool) -> None:
    """Add a room. The meeting itself is held on another server."""
    from models.errors import GuestlinkError, Invalid
    from models.media import room_addresses, rooms, showing
    from models.people import accounts
    from models.plumbing import clock, database, fields

    try:
        address = room_addresses.clean_join_url(join_url, personal=personal)
    except Invalid as refusal:
        how = " --personal confirms it." if refusal.sentence == room_addresses.PERSONAL else ""
        raise GuestlinkError(f"{refusal}{how}") from None
    with database.writing() as db:
        added = rooms.add_room(
            db,
            owner_id=accounts.user_by_email(db, owner).id,
            title=fields.clean_title(title),
            join_url=address,
            channel=channel,
            now=clock.utcnow(),
        )
        note(db, "media_added", media_id=added.id, detail=added.title)
    with database.reading() as db:
        item = showing.media_item(db, added.id)
        document_of_room = document(item) | {"join_url": address}
    show(document_of_room, as_json, [f"Added room {item.id}: {item.title}", *lines_about_owner(item.id)])
