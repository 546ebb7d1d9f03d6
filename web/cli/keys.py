"""`guestlink keys …`"""

import click

from web.cli.output import json_option, show, table
from web.cli.site_command import SiteGroup


@click.group(cls=SiteGroup)
def keys() -> None:
    """The keys that guest links are made with."""


@keys.command(name="list")
@json_option
def list_keys(as_json: bool) -> None:
    """The present key and the former ones, by id, and how many links need each: a former one that none needs may go."""
    from models.plumbing import database
    from models.site import founding

    with database.reading() as db:
        found = founding.keys_in_use(db)
    rows = [[key["id"], "present" if key["present"] else "former", key["links"]] for key in found]
    show(found, as_json, table(["key", "", "links"], rows))


@keys.command()
@json_option
def rotate(as_json: bool) -> None:
    """Make a new key in the data folder and keep the old one for what was made with it. Then restart every part."""
    from models.config.settings import settings
    from models.plumbing import database
    from models.plumbing import keys as ring
    from models.site import founding

    ring.rotate_key(settings())
    with database.writing() as db:
        founding.record_key(db)
    show({"id": ring.key_id()}, as_json, [f"New links are made with key {ring.key_id()} once every part is restarted."])
