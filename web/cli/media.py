"""`guestlink media …`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from web.cli.options import json_option, media_id_argument, owner_option, title_option
from web.cli.output import show, table
from web.cli.site_command import SiteGroup

if TYPE_CHECKING:
    from models.tables import MediaItem


@click.group(cls=SiteGroup)
def media() -> None:
    """Media items."""


def document(item: "MediaItem") -> dict[str, object]:
    """The keys are fixed by contract 7.6."""
    return {
        "id": item.id,
        "kind": item.kind,
        "title": item.title,
        "owner": item.owner.email,
        "visibility": item.visibility,
        "guest_access": item.guest_access,
        "created_at": item.created_at.isoformat(),
    }


@media.command()
@click.argument("file", type=click.Path(path_type=Path))
@owner_option
@title_option
@json_option
def add(file: Path, owner: str, title: str, as_json: bool) -> None:
    """Add the video FILE. Its content is checked, not its name."""
    from models.errors import Invalid
    from models.files import storage
    from models.media import showing, videos
    from models.people import accounts
    from models.plumbing import clock, database, fields
    from models.recordings import probing

    title = fields.clean_title(title)
    if not file.is_file():
        raise Invalid("file", "There is no file %(file)s.", file=str(file))
    with database.reading() as db:
        owner_id = accounts.user_by_email(db, owner).id
    probed = probing.probe(file)
    with videos.keep_video(file, probed, keep=storage.keep_copy) as video, database.writing() as db:
        added = videos.add_video(db, video, owner_id=owner_id, title=title, now=clock.utcnow())
    with database.reading() as db:
        item = showing.media_item(db, added.id)
        show(document(item), as_json, [f"Added media {item.id}: {item.title}"])


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
        showing.media_item(db, media_id)
        deleting.delete_media(db, media_id, now=clock.utcnow())
    show({"id": media_id, "deleted": True}, as_json, [f"Deleted media {media_id}."])


@media.command("copy-to-s3")
@json_option
def copy_to_s3(as_json: bool) -> None:
    """Copy the files of the media folder to the bucket GUESTLINK_S3_BUCKET. Removes nothing.

    It may be stopped. When it is run again, it goes on where it stopped.
    """
    from models.files import copying
    from models.plumbing import database

    with database.reading() as db:
        files = copying.kept_files(db)
    done = copying.copy_to_bucket(files)
    lines = [f"Copied {done.copied} files; {done.there} were in the bucket already."]
    lines += [f"Neither in the folder nor in the bucket: {name}" for name in done.nowhere]
    show({"copied": done.copied, "there": done.there, "nowhere": done.nowhere}, as_json, lines)
