"""Copying the media from the folder into a bucket, for a site that starts to use one.

Nothing is removed. The folder is used until the settings name the bucket, and then the operator may remove it.
"""

from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.config.settings import settings
from models.errors import BucketAway, Misconfigured
from models.files import bucket
from models.plumbing.progress import Progress, Report, report_nothing
from models.tables import MediaFile


@dataclass
class Copied:
    """How many files were copied, how many were in the bucket already, and the names of those that are nowhere."""

    copied: int = 0
    there: int = 0
    nowhere: list[str] = field(default_factory=list)


def kept_files(db: Session) -> list[tuple[str, int]]:
    """The stored name and size of every file that a row names."""
    return [(name, size) for name, size in db.execute(select(MediaFile.stored_name, MediaFile.size))]


def copy_to_bucket(files: list[tuple[str, int]], report: Report = report_nothing) -> Copied:
    """Copy each file that the bucket does not have in full. May be interrupted and run again.

    Raises BucketAway, and Misconfigured if the settings name no bucket.
    """
    if not settings().s3_bucket:
        raise Misconfigured("GUESTLINK_S3_BUCKET must name the bucket to copy to.")
    bucket.check()
    done, progress = Copied(), Progress(report, "Copying", sum(size for _name, size in files))
    for stored_name, size in files:
        source = settings().media_folder / stored_name
        if _size_in_bucket(stored_name) == size:
            done.there += 1
            progress.advance(size)
        elif source.is_file():
            bucket.copy(source, stored_name, progress.advance)
            done.copied += 1
        else:
            done.nowhere.append(stored_name)
            progress.advance(size)
    return done


def _size_in_bucket(stored_name: str) -> int | None:
    try:
        return bucket.size_of(stored_name)
    except BucketAway as away:
        if away.code != "404":
            raise
        return None
