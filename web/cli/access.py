"""`guestlink access on|off MEDIA_ID`."""

import click

from web.cli.noting import note
from web.cli.options import json_option, media_id_argument
from web.cli.output import show
from web.cli.site_command import SiteCommand


@click.command(cls=SiteCommand)
@click.argument("state", type=click.Choice(["on", "off"]))
@media_id_argument
@json_option
def access(state: str, media_id: int, as_json: bool) -> None:
    """Turn guest access of a media item on or off."""
    from models.links import switching
    from models.media import showing
    from models.plumbing import clock, database

    switch = switching.turn_on_access if state == "on" else switching.turn_off_access
    with database.writing() as db:
        title = showing.media_item(db, media_id).title
        switch(db, media_id, now=clock.utcnow())
        note(db, f"access_{state}", media_id=media_id, detail=title)
    show({"id": media_id, "guest_access": state == "on"}, as_json, [f"Guest access of media {media_id} is {state}."])
