"""`guestlink access on|off MEDIA_ID [--end-now]`."""

import click

from web.cli.noting import note
from web.cli.options import json_option, media_id_argument
from web.cli.output import show
from web.cli.site_command import SiteCommand


@click.command(cls=SiteCommand)
@click.argument("state", type=click.Choice(["on", "off"]))
@media_id_argument
@click.option("--end-now", is_flag=True, help="With `off`: the pages that guests have loaded stop playing too.")
@json_option
def access(state: str, media_id: int, end_now: bool, as_json: bool) -> None:
    """Turn guest access of a media item on or off."""
    from models.links import ending, switching
    from models.media import showing
    from models.plumbing import clock, database

    if end_now and state == "on":
        raise click.UsageError("--end-now works only with off.")
    off = ending.end_item if end_now else switching.turn_off_access
    switch = switching.turn_on_access if state == "on" else off
    with database.writing() as db:
        title = showing.media_item(db, media_id).title
        if switch(db, media_id, now=clock.utcnow()):
            note(db, "access_ended" if end_now else f"access_{state}", media_id=media_id, detail=title)
    show({"id": media_id, "guest_access": state == "on"}, as_json, [f"Guest access of media {media_id} is {state}."])
