"""`guestlink media …`."""

import contextlib
import os
from functools import partial
from pathlib import Path

import click

from web.cli.media_documents import document, lines_of, whole_document
from web.cli.noting import note
from web.cli.options import json_option, media_id_argument, owner_option
from web.cli.output import show, table
from web.cli.owner_rights import lines_about_owner
from web.cli.preparing import wait_until_prepared
from web.cli.site_command import SiteGroup


@click.group(cls=SiteGroup)
def media() -> None:
    """Media items."""


@media.command()
@click.argument("file", type=click.Path(path_type=Path))
@owner_option
@click.option("--title", default="", metavar="TITLE", help="1 to 100 characters. If left out: the name of the file.")
@click.option("--wait", is_flag=True, help="Wait until it is prepared. The exit code is 1 if that fails.")
@json_option
def add(file: Path, owner: str, title: str, wait: bool, as_json: bool) -> None:
    """Add the recording FILE: a video or sound. Its content is checked, not its name."""
    from models.plumbing import clock, database

    media_id = _add(file, owner, title)
    failed = wait and not wait_until_prepared(media_id)
    with database.reading() as db:
        shown = whole_document(db, media_id, now=clock.utcnow())
    show(shown, as_json, [f"Added media {media_id}: {shown['title']}", *_said(shown), *lines_about_owner(media_id)])
    if failed:
        raise SystemExit(1)


def _add(file: Path, owner: str, title: str) -> int:
    from models.errors import Invalid
    from models.files import storage
    from models.media import adding_recordings
    from models.people import accounts
    from models.plumbing import clock, database, fields
    from models.plumbing.progress import Progress
    from models.recordings import inspecting
    from web.cli.progress import shown_progress

    title = fields.clean_title(title) if title else _title_of(file)
    if not file.is_file():
        raise Invalid("file", "There is no file %(file)s.", file=str(file))
    with database.reading() as db:
        owner_id = accounts.user_by_email(db, owner).id
    with shown_progress() as report:
        report("Checking", 0, 1)
        inspected = inspecting.inspect(file)
        keep = partial(storage.keep_copy, advance=Progress(report, "Copying", inspected.size).advance)
        keeping = adding_recordings.keep_recording(file, inspected, keep=keep)
        with keeping as recording, database.writing() as db:
            added = adding_recordings.add_recording(db, recording, owner_id=owner_id, title=title, now=clock.utcnow())
            note(db, "media_added", media_id=added.id, detail=title)
    return added.id


def _title_of(file: Path) -> str:
    """Nobody has typed it, so nobody is to be told that it cannot be used."""
    from models.errors import Invalid
    from models.plumbing import fields

    name = os.fsencode(file.name)
    try:
        readable = name.decode()
    except UnicodeDecodeError:
        # A name from before UTF-8, out of an old archive for example.
        readable = name.decode("latin-1")
    with contextlib.suppress(Invalid):
        return fields.clean_title(fields.title_of_file(readable))
    return "Recording"


@media.command("show")
@media_id_argument
@json_option
def show_(media_id: int, as_json: bool) -> None:
    """Show all that is known about a media item."""
    from models.plumbing import clock, database
    from models.tables.media_item import Kind
    from web.cli.live import live_document

    now = clock.utcnow()
    with database.reading() as db:
        shown = whole_document(db, media_id, now=now)
    if shown["kind"] == Kind.LIVE:
        shown |= live_document(media_id, now)
    show(shown, as_json, [*lines_of(shown), *_said(shown)])


def _said(shown: dict[str, object]) -> list[str]:
    progress = [] if shown["progress"] is None else [f"Being prepared, {shown['progress']} %."]
    return progress + ([str(shown["reason"])] if shown["reason"] else [])


@media.command("list")
@json_option
def list_(as_json: bool) -> None:
    """List all media items that are not deleted."""
    from models.media import listing
    from models.plumbing import database

    with database.reading() as db:
        documents = [document(item) for item in listing.all_media(db)]
    rows = [
        [d["id"], str(d["kind"]).replace("_", " "), "on" if d["guest_access"] else "off", d["owner"], d["title"]]
        for d in documents
    ]
    show(documents, as_json, table(["id", "kind", "guest access", "owner", "title"], rows))


@media.command()
@media_id_argument
@json_option
def delete(media_id: int, as_json: bool) -> None:
    """Delete a media item. Its links stop working and its guests are cut off at once."""
    from models.media import deleting, showing
    from models.plumbing import clock, database

    with database.writing() as db:
        title = showing.media_item(db, media_id).title
        if deleting.delete_media(db, media_id, now=clock.utcnow()):
            note(db, "media_deleted", media_id=media_id, detail=title)
    show({"id": media_id, "deleted": True}, as_json, [f"Deleted media {media_id}."])


@media.command("copy-to-s3")
@json_option
def copy_to_s3(as_json: bool) -> None:
    """Copy the files of the media folder to the bucket GUESTLINK_S3_BUCKET. Removes nothing.

    It can be stopped. When it is run again, it goes on where it stopped.
    """
    from models.files import copying
    from models.plumbing import database
    from web.cli.progress import shown_progress

    with database.reading() as db:
        files = copying.kept_files(db)
    with shown_progress() as report:
        done = copying.copy_to_bucket(files, report)
    lines = [f"Copied {done.copied} files; {done.there} were in the bucket already."]
    lines += [f"Neither in the folder nor in the bucket: {name}" for name in done.nowhere]
    show({"copied": done.copied, "there": done.there, "nowhere": done.nowhere}, as_json, lines)
