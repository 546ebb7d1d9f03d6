"""`guestlink link …`."""

from typing import TYPE_CHECKING

import click

from web.cli.noting import note
from web.cli.options import json_option, link_id_argument, media_id_argument
from web.cli.output import local_time, show, table
from web.cli.site_command import SiteGroup
from web.cli.when import instant

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
        "starts_at": row.starts_at.isoformat() if row.starts_at else None,
        "expires_at": row.expires_at.isoformat() if row.expires_at else None,
        "status": listed.status,
        "connected": listed.connected,
    }


def _shown(listed: "ListedLink") -> dict[str, object]:
    """The link for people: no raw values."""
    from models.config.settings import settings
    from models.links import tokens

    row = listed.link
    return {
        "id": row.id,
        "media": row.media_id,
        "name": row.name,
        "status": listed.status.replace("_", " "),
        "clicks": f"{row.clicks:,}, unlimited" if row.click_limit is None else f"{row.clicks:,} of {row.click_limit:,}",
        **({"starts": local_time(row.starts_at)} if row.starts_at else {}),
        "ends": local_time(row.end),
        "here now": listed.connected,
        "address": tokens.url_of(row, settings().base_url),
    }


def show_link(listed: "ListedLink", as_json: bool) -> None:
    show(document(listed), as_json, [f"{name + ':':10} {value}" for name, value in _shown(listed).items()])


@link.command()
@media_id_argument
@click.option("--name", required=True, metavar="NAME", help="The name of the link, 1 to 100 characters.")
@click.option(
    "--clicks", default="", metavar="N", help="How many guests can enter, 1 to 1,000,000. If left out: unlimited."
)
@click.option("--days", default="", metavar="N", help="How many days the link works, 1 to 3,650. If left out: no end.")
@click.option("--starts", metavar="WHEN", help="When it starts, like 2026-12-31T18:00+01:00. Days count from then.")
@json_option
def create(media_id: int, name: str, clicks: str, days: str, starts: str | None, as_json: bool) -> None:
    """Create a guest link and print its full address."""
    from models.links import creating
    from models.links import listing as link_listing
    from models.media import showing
    from models.plumbing import clock, database, fields

    starts_at = None if starts is None else instant(starts, field="starts_at")
    form = creating.NewLink(
        fields.clean_link_name(name), fields.clean_clicks(clicks), fields.clean_days(days), starts_at=starts_at
    )
    now = clock.utcnow()
    with database.writing() as db:
        showing.media_item(db, media_id)
        made = creating.create_link(db, media_id, form, now=now)
        note(db, "link_created", media_id=media_id, link_id=made.id, detail=made.name)
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
        listed = link_listing.links_of(db, media_id, now=clock.utcnow())
        documents = [document(row) for row in listed]
    columns = ["id", "name", "status", "clicks", "ends", "here now", "address"]
    rows = [_shown(row) for row in listed]
    show(documents, as_json, table(columns, [[row[column] for column in columns] for row in rows]))


@link.command("show")
@link_id_argument
@json_option
def show_(link_id: int, as_json: bool) -> None:
    """Show one link."""
    from models.links import listing as link_listing
    from models.plumbing import clock, database

    with database.reading() as db:
        listed = link_listing.link_by_id(db, link_id, now=clock.utcnow())
    show_link(listed, as_json)


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
        row = link_listing.link_by_id(db, link_id, now=now).link
        if deleting.delete_link(db, link_id, now=now):
            note(db, "link_deleted", media_id=row.media_id, link_id=link_id, detail=row.name)
    show({"id": link_id, "deleted": True}, as_json, [f"Deleted link {link_id}."])
