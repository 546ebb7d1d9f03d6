"""`guestlink media add-live` and `end-live`."""

from datetime import datetime
from typing import TYPE_CHECKING, cast

import click

from web.cli.media_documents import document
from web.cli.noting import note
from web.cli.options import json_option, media_id_argument, owner_option, title_option
from web.cli.output import show
from web.cli.owner_rights import lines_about_owner
from web.cli.site_command import SiteCommand
from web.cli.when import instant

if TYPE_CHECKING:
    from models.media.showing import ShownLive


@click.command("add-live", cls=SiteCommand)
@owner_option
@title_option
@click.option("--folder", metavar="NAME", help="A folder below GUESTLINK_DATA/live. An encoder writes HLS into it.")
@click.option(
    "--playlist-name",
    metavar="NAME",
    help="The playlist in the folder, if it is not found by itself, like hd/stream.m3u8.",
)
@click.option("--playlist", metavar="URL", help="The address of a playlist on another server.")
@click.option(
    "--starts",
    default="",
    metavar="WHEN",
    help="Date and time with zone, like 2026-11-05T14:00+01:00. If left out: it has started.",
)
@json_option
def add_live(
    owner: str,
    title: str,
    folder: str | None,
    playlist_name: str | None,
    playlist: str | None,
    starts: str,
    as_json: bool,
) -> None:
    """Add a live session. Its stream comes from a --folder or from a --playlist."""
    from models.media import live_fields, live_sessions, remote_playlists
    from models.people import accounts
    from models.plumbing import clock, database, fields

    if (folder is None) == (playlist is None):
        raise click.UsageError("Give either --folder or --playlist.")
    now = clock.utcnow()
    source = live_sessions.source_of(
        None if folder is None else live_fields.clean_folder(folder),
        None if playlist_name is None else live_fields.clean_playlist_name(playlist_name),
        None if playlist is None else live_fields.clean_playlist_url(playlist),
        origins_of=remote_playlists.origins_of,
    )
    with database.writing() as db:
        added = live_sessions.add_live(
            db,
            owner_id=accounts.user_by_email(db, owner).id,
            title=fields.clean_title(title),
            source=source,
            starts_at=instant(starts, field="starts_at") if starts else None,
            now=now,
        )
        note(db, "media_added", media_id=added.id, detail=added.title)
    shown = live_document(added.id, now)
    show(shown, as_json, [f"Added live session {added.id}: {shown['title']}", *lines_about_owner(added.id)])


@click.command("end-live", cls=SiteCommand)
@media_id_argument
@json_option
def end_live(media_id: int, as_json: bool) -> None:
    """End a live session. Its pages say so, and no more of it is sent."""
    from models.media import live_sessions, showing
    from models.plumbing import clock, database

    now = clock.utcnow()
    with database.writing() as db:
        title = showing.media_item(db, media_id).title
        if live_sessions.end_live(db, media_id, now=now):
            note(db, "live_ended", media_id=media_id, detail=title)
    show(live_document(media_id, now), as_json, [f"Live session {media_id} has ended."])


def live_document(media_id: int, now: datetime) -> dict[str, object]:
    from models.media import showing
    from models.plumbing import database

    with database.reading() as db:
        item = showing.media_item(db, media_id)
        # It is there, because both callers have just written it.
        live = cast("ShownLive", showing.shown_live(db, media_id, now=now))
        return document(item) | {
            "folder": live.stream.folder if live.stream else None,
            "playlist_name": live.stream.playlist_name if live.stream else None,
            "playlist_url": live.playlist_url,
            "starts_at": live.starts_at.isoformat() if live.starts_at else None,
            "live": live.state_now(for_guests=True, now=now),
        }
