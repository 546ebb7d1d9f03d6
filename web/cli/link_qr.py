"""`guestlink link qr`."""

from pathlib import Path

import click

from web.cli.options import json_option, link_id_argument
from web.cli.output import show
from web.cli.site_command import SiteCommand


@click.command(cls=SiteCommand)
@link_id_argument
@click.argument("file", metavar="FILE.svg|FILE.png", type=click.Path(path_type=Path))
@json_option
def qr(link_id: int, file: Path, as_json: bool) -> None:
    """Write the address of a link as a QR code. A file of this name is replaced."""
    from models.config.settings import settings
    from models.errors import NotFound
    from models.links import listing as link_listing
    from models.links import tokens
    from models.plumbing import clock, database
    from web.owner.links.qr_codes import drawn

    kind = file.suffix.lower().removeprefix(".")
    if kind not in {"svg", "png"}:
        raise click.UsageError("The name of the file must end in .svg or .png.")
    with database.reading() as db:
        link = link_listing.link_by_id(db, link_id, now=clock.utcnow()).link
    address = tokens.url_of(link, settings().base_url)
    if address is None or link.deleted_at is not None:
        raise NotFound("Link %(id)s is deleted, so its address opens nothing.", id=str(link_id))
    file.write_bytes(drawn(address, kind))
    show({"id": link_id, "url": address, "file": str(file)}, as_json, [f"Wrote {file}."])
