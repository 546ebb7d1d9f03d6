"""`guestlink access on|off MEDIA_ID`"""

import click

from web.cli.output import json_option, show


@click.command()
@click.argument("state", type=click.Choice(["on", "off"]))
@click.argument("media_id", type=click.IntRange(1, 2**31 - 1))
@json_option
def access(state: str, media_id: int, as_json: bool) -> None:
    """Switch guest access of an item on or off."""
    from models import listing, switching
    from models.plumbing import clock, db

    switch = switching.turn_on_access if state == "on" else switching.turn_off_access
    with db.writing() as session:
        listing.media(session, media_id)
        switch(session, media_id, now=clock.utcnow())
    show({"id": media_id, "guest_access": state == "on"}, as_json, [f"Guest access of media {media_id} is {state}."])
