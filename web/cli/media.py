"""`guestlink media …`"""

from pathlib import Path

import click

from web.cli.output import json_option, show, table
from web.cli.site_command import ROW_ID, SiteGroup


@click.group(cls=SiteGroup)
def media() -> None:
    """Media items."""


def document(item) -> dict[str, object]:  # type: ignore[no-untyped-def]
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
@click.option("--owner", required=True, help="The owner's email address.")
@click.option("--title", required=True)
@json_option
def add(file: Path, owner: str, title: str, as_json: bool) -> None:
    """Add a video FILE; it is checked by its content."""
    from models.errors import Invalid
    from models.files import storage
    from models.media import listing, videos
    from models.people import accounts
    from models.plumbing import clock, database, fields
    from models.recordings import probing

    title = fields.clean_title(title)
    if not file.is_file():
        raise Invalid("file", "There is no file %(file)s.", file=str(file))
    with database.reading() as db:
        owner_id = accounts.user_by_email(db, owner).id
    probed = probing.probe(file)
    with videos.stored(file, probed, keep=storage.keep_copy) as video, database.writing() as db:
        added = videos.add_video(db, video, owner_id=owner_id, title=title, now=clock.utcnow())
    with database.reading() as db:
        item = listing.media(db, added.id)
        show(document(item), as_json, [f"Added media {item.id}: {item.title}"])


@media.command("list")
@json_option
def list_(as_json: bool) -> None:
    """All media items that are not deleted."""
    from models.media import listing
    from models.plumbing import database

    with database.reading() as db:
        documents = [document(item) for item in listing.all_media(db)]
    rows = [[d["id"], d["kind"], "on" if d["guest_access"] else "off", d["owner"], d["title"]] for d in documents]
    show(documents, as_json, table(["id", "kind", "guests", "owner", "title"], rows))


@media.command()
@click.argument("media_id", type=ROW_ID)
@json_option
def delete(media_id: int, as_json: bool) -> None:
    """Delete an item; its links and guests end at once."""
    from models.media import deleting, listing
    from models.plumbing import clock, database

    with database.writing() as db:
        listing.media(db, media_id)
        deleting.delete_media(db, media_id, now=clock.utcnow())
    show({"id": media_id, "deleted": True}, as_json, [f"Deleted media {media_id}."])


@media.command("copy-to-s3")
@json_option
def copy_to_s3(as_json: bool) -> None:
    """Copy the media folder's files into the bucket of GUESTLINK_S3_BUCKET; run it again to go on. Removes nothing."""
    from models.files import copying
    from models.plumbing import database

    with database.reading() as db:
        files = copying.kept_files(db)
    done = copying.copy_to_bucket(files)
    lines = [f"Copied {done.copied} files; {done.there} were in the bucket already."]
    lines += [f"Neither here nor there: {name}" for name in done.nowhere]
    show({"copied": done.copied, "there": done.there, "nowhere": done.nowhere}, as_json, lines)
