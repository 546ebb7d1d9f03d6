"""`guestlink keys …`: the keys that sign guest links (docs/keys.md)."""

import click

from web.cli.noting import note
from web.cli.options import json_option
from web.cli.output import show, table
from web.cli.site_command import SiteGroup


@click.group(cls=SiteGroup)
def keys() -> None:
    """The keys that guest links are made with."""


@keys.command("list")
@json_option
def list_keys(as_json: bool) -> None:
    """List the present and the former keys by id, with the number of links that need each.

    A former key that no link needs can be removed.
    """
    from models.plumbing import database
    from models.site import founding

    with database.reading() as db:
        documents = founding.keys_with_links(db)
    rows = [[key["id"], "present" if key["present"] else "former", key["links"]] for key in documents]
    show(documents, as_json, table(["key", "state", "links"], rows))


@keys.command()
@json_option
def rotate(as_json: bool) -> None:
    """Make a new key in the data folder, and keep the old one as a former key. Restart every part afterwards."""
    from models.config.settings import settings
    from models.plumbing import database
    from models.plumbing import keys as key_ring
    from models.site import founding

    key_ring.rotate_key(settings())
    with database.writing() as db:
        founding.record_key(db)
        note(db, "keys_rotated", detail=key_ring.key_id())
    lines = [f"New links are made with key {key_ring.key_id()} as soon as every part is restarted."]
    show({"id": key_ring.key_id()}, as_json, lines)
