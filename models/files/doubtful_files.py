"""The sweep for doubtful files. A process leaves one if it is killed between storing a file and committing its row, or
between removing a row and erasing its file.

Only files with a note are looked at, never what else is in the folder. Otherwise a site that is started with another
database would lose all its media.
"""

from datetime import datetime

from sqlalchemy import select

from models.files import storage
from models.plumbing.database import Transaction
from models.plumbing.sweeping import Swept, in_time
from models.tables import MediaFile


def forget_doubtful_files(begin: Transaction, *, now: datetime, limit: int) -> Swept:
    """Of the files that have been doubtful for a day, erase those that no row names. The others are no longer doubtful.
    Does nothing while the media cannot be reached."""
    if not storage.is_reachable():
        return Swept([], 0)
    names = storage.doubtful_files(now=now)
    with begin() as db:
        named_by_rows = set(db.scalars(select(MediaFile.stored_name).where(MediaFile.stored_name.in_(names[:limit]))))
    for name in in_time(names[:limit]):
        # Since the rows were read, an upload that is sent again may have taken up its file.
        if storage.is_long_doubtful(name, now=now):
            _settle(name, is_named=name in named_by_rows)
    left = [name for name in names if storage.is_long_doubtful(name, now=now)]
    return Swept([], len(left), more=len(left) < len(names) and bool(left))


def _settle(name: str, *, is_named: bool) -> None:
    if is_named:
        storage.clear_doubt(name)
    else:
        storage.discard(name)
