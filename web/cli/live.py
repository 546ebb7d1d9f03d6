"""`guestlink media add-live` and `end-live`."""

import click

from web.cli.media import document
from web.cli.output import json_option, show
from web.cli.site_command import ROW_ID, SiteCommand


@click.command("add-live", cls=SiteCommand)
@click.option("--owner", required=True, help="The owner's email address.")
@click.option("--title", required=True)
@click.option("--folder", help="A folder below GUESTLINK_DATA/live, into which an encoder writes HLS (index.m3u8).")
@click.option("--playlist", help="The address of a playlist that another server serves.")
@click.option("--starts", default="", help="ISO 8601 with zone, like 2026-11-05T14:00+01:00. Left out: it has started.")
@json_option
def add_live(owner: str, title: str, folder: str | None, playlist: str | None, starts: str, as_json: bool) -> None:
    """Add a live session; its stream comes from a --folder or from a --playlist."""
    from models.media import addresses, listing, live_sessions
    from models.people import accounts
    from models.plumbing import clock, database, fields

    if (folder is None) == (playlist is None):
        raise click.UsageError("Name either --folder or --playlist.")
    now = clock.utcnow()
    with database.writing() as db:
        added = live_sessions.add_live(
            db,
            owner_id=accounts.user_by_email(db, owner).id,
            title=fields.clean_title(title),
            folder=None if folder is None else addresses.clean_folder(folder),
            playlist_url=None if playlist is None else addresses.clean_playlist_url(playlist),
            starts_at=addresses.clean_start(starts),
            now=now,
        )
    with database.reading() as db:
        item = listing.media(db, added.id)
        found = live_document(item, listing.live_of(db, item.id, now=now))
    show(found, as_json, [f"Added live session {item.id}: {item.title}"])


@click.command("end-live", cls=SiteCommand)
@click.argument("media_id", type=ROW_ID)
@json_option
def end_live(media_id: int, as_json: bool) -> None:
    """Its pages say that it has ended, and nothing more of it is sent."""
    from models.media import listing, live_sessions
    from models.plumbing import clock, database

    now = clock.utcnow()
    with database.writing() as db:
        listing.media(db, media_id)
        live_sessions.end_live(db, media_id, now=now)
    with database.reading() as db:
        item = listing.media(db, media_id)
        found = live_document(item, listing.live_of(db, item.id, now=now))
    show(found, as_json, [f"Live session {media_id} has ended."])


def live_document(item, live) -> dict[str, object]:  # type: ignore[no-untyped-def]
    return document(item) | {
        "folder": live.folder,
        "playlist_url": live.playlist_url,
        "starts_at": live.starts_at.isoformat() if live.starts_at else None,
        "state": live.state,
    }
