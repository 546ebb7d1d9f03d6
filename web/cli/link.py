"""`guestlink link …`"""

import click

from web.cli.output import json_option, show, table
from web.cli.site_command import ROW_ID, SiteGroup


@click.group(cls=SiteGroup)
def link() -> None:
    """Guest links."""


def document(row) -> dict[str, object]:  # type: ignore[no-untyped-def]
    """As contract 7.11 lists it: times in ISO 8601 with zone, `connected` in guests."""
    from models.config.settings import settings
    from models.links import tokens

    found = row.link
    return {
        "id": found.id,
        "media_id": found.media_id,
        "name": found.name,
        "url": tokens.url_of(found.token_salt, found.key_id, settings().base_url),
        "clicks": found.clicks,
        "click_limit": found.click_limit,
        "expires_at": found.expires_at.isoformat() if found.expires_at else None,
        "status": row.status,
        "connected": row.connected,
    }


@link.command()
@click.argument("media_id", type=ROW_ID)
@click.option("--name", required=True)
@click.option("--clicks", default="", help="Blank: unlimited.")
@click.option("--days", default="", help="Blank: never.")
@json_option
def create(media_id: int, name: str, clicks: str, days: str, as_json: bool) -> None:
    """Create a guest link and print its full URL."""
    from models.links import issuing
    from models.links import listing as link_listing
    from models.media import listing as media_listing
    from models.plumbing import clock, database, fields

    form = issuing.LinkForm(fields.clean_link_name(name), fields.clean_clicks(clicks), fields.clean_days(days))
    now = clock.utcnow()
    with database.writing() as db:
        media_listing.media(db, media_id)
        made = issuing.create_link(db, media_id, form, now=now)
        found = document(link_listing.link(db, made.id, now=now))
    show(found, as_json, [str(found["url"])])


@link.command("list")
@click.argument("media_id", type=ROW_ID)
@json_option
def list_(media_id: int, as_json: bool) -> None:
    """The item's links; deleted ones are not listed."""
    from models.links import listing as link_listing
    from models.media import listing as media_listing
    from models.plumbing import clock, database

    with database.reading() as db:
        media_listing.media(db, media_id)
        documents = [document(row) for row in link_listing.links_of(db, media_id, now=clock.utcnow())]
    columns = ["id", "name", "status", "clicks", "click_limit", "expires_at", "connected", "url"]
    show(documents, as_json, table(columns, [[found[column] for column in columns] for found in documents]))


@link.command("show")
@click.argument("link_id", type=ROW_ID)
@json_option
def show_(link_id: int, as_json: bool) -> None:
    """One link."""
    from models.links import listing as link_listing
    from models.plumbing import clock, database

    with database.reading() as db:
        found = document(link_listing.link(db, link_id, now=clock.utcnow()))
    show(found, as_json, [f"{name + ':':12} {value}" for name, value in found.items()])


@link.command()
@click.argument("link_id", type=ROW_ID)
@json_option
def delete(link_id: int, as_json: bool) -> None:
    """Delete a link for good."""
    from models.links import issuing
    from models.links import listing as link_listing
    from models.plumbing import clock, database

    now = clock.utcnow()
    with database.writing() as db:
        link_listing.link(db, link_id, now=now)
        issuing.delete_link(db, link_id, now=now)
    show({"id": link_id, "deleted": True}, as_json, [f"Deleted link {link_id}."])
