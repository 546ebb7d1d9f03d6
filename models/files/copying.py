"""Copying the media of the folder into the bucket, for a site that begins to have one. Nothing is removed: the folder
serves until the settings name the bucket, and is the operator's to remove."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.config.settings import settings
from models.errors import BucketAway, Misconfigured
from models.files import bucket
from models.tables import MediaFile


@dataclass
class Copied:
    """How many were copied now, how many were there already, and the names of those that are nowhere."""

    copied: int = 0
    there: int = 0
    nowhere: list[str] = field(default_factory=list)


def kept_files(db: Session) -> list[tuple[str, int]]:
    """The stored name and size of every file that a row names."""
    return [(name, size) for name, size in db.execute(select(MediaFile.stored_name, MediaFile.size))]


def copy_to_bucket(files: Iterable[tuple[str, int]]) -> Copied:
    """Each that is not there in its size. May be cut off and run again. Raises Misconfigured without a bucket, and
    BucketAway."""
    if not settings().s3_bucket:
        raise Misconfigured("GUESTLINK_S3_BUCKET must name the bucket to copy to.")
    bucket.check()
    found = Copied()
    for stored_name, size in files:
        source = settings().media_folder / stored_name
        if _size_there(stored_name) == size:
            found.there += 1
        elif source.is_file():
            bucket.copy(source, stored_name)
            found.copied += 1
        else:
            found.nowhere.append(stored_name)
    return found


def _size_there(stored_name: str) -> int | None:
    try:
        return bucket.size_of(stored_name)
    except BucketAway as away:
        if away.code != "404":
            raise
        return None
