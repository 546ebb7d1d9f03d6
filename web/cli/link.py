"""`guestlink link …`."""

from typing import TYPE_CHECKING

import click

from web.cli.options import json_option, link_id_argument, media_id_argument
from web.cli.output import show, table
from web.cli.site_command import SiteGroup

if TYPE_CHECKING:
    from models.links.listing import ListedLink


@click.group(cls=SiteGroup)
def link() -> None:
    """Guest links."""


def document(listed: "ListedLink") -> dict[str, object]:
    """The keys are fixed by contract 7.11."""
    from models.config.settings import settings
    from models.links import tokens

    row = listed.link
    return {
        "id": row.id,
        "media_id": row.media_id,
        "name": row.name,
        "url": tokens.url_of(row, settings().base_url),
        "clicks": row.clicks,
        "click_limit": row.click_limit,
        "expires_at": row.expires_at.isoformat() if row.expires_at else None,
        "status": listed.status,
        "connected": listed.connected,
    }


@link.command()
@media_id_argument
@click.option("--name", required=True, help="The name of the link.")
@click.option("--clicks", default="", help="How many guests may enter. No limit if left out.")
@click.option("--days", default="", help="How many days the link works. No end if left out.")
@json_option
def create(media_id: int, name: str, clicks: str, days: str, as_json: bool) -> None:
    """Create a guest link and print its full address."""
    from models.links import creating
    from models.links import listing as link_listing
    from models.media import showing
    from models.plumbing import clock, database, fields

    form = creating.NewLink(fields.clean_link_name(name), fields.clean_clicks(clicks), fields.clean_days(days))
    now = clock.utcnow()
    with database.writing() as db:
        showing.media_item(db, media_id)
        made = creating.create_link(db, media_id, form, now=now)
        created = document(link_listing.link_by_id(db, made.id, now=now))
    show(created, as_json, [str(created["url"])])


@link.command("list")
@media_id_argument
@json_option
def list_(media_id: int, as_json: bool) -> None:
    """List the links of a media item. Deleted links are left out."""
    from models.links import listing as link_listing
    from models.media import showing
    from models.plumbing import clock, database

    with database.reading() as db:
        showing.media_item(db, media_id)
        documents = [document(row) for row in link_listing.links_of(db, media_id, now=clock.utcnow())]
    columns = ["id", "name", "status", "clicks", "click_limit", "expires_at", "connected", "url"]
    show(documents, as_json, table(columns, [[each[column] for column in columns] for each in documents]))


@link.command("show")
@link_id_argument
@json_option
def show_(link_id: int, as_json: bool) -> None:
    """Show one link."""
    from models.links import listing as link_listing
    from models.plumbing import clock, database

    with database.reading() as db:
        shown = document(link_listing.link_by_id(db, link_id, now=clock.utcnow()))
    show(shown, as_json, [f"{name + ':':12} {value}" for name, value in shown.items()])


@link.command()
@link_id_argument
@json_option
def delete(link_id: int, as_json: bool) -> None:
    """Delete a link. Its address never works again."""
    from models.links import deleting
    from models.links import listing as link_listing
    from models.plumbing import clock, database

    now = clock.utcnow()
    with database.writing() as db:
        link_listing.link_by_id(db, link_id, now=now)
        deleting.delete_link(db, link_id, now=now)
    show({"id": link_id, "deleted": True}, as_json, [f"Deleted link {link_id}."])
