"""The sweep for doubtful files. A process leaves one if it is killed between storing a file and committing its row, or
between removing a row and erasing its file.

Only files with a note are looked at, never what else is in the folder. Otherwise a site that is started with another
database would lose all its media.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.files import storage
from models.plumbing.sweeping import Swept
from models.tables import MediaFile


def forget_doubtful_files(db: Session, *, now: datetime, limit: int) -> Swept:
    """Of the files that have been doubtful for a day, erase those that no row names. The others are no longer doubtful.
    Does nothing while the media cannot be reached."""
    if not storage.is_reachable():
        return Swept([], 0)
    names = storage.doubtful_files(now=now)
    checked = names[:limit]
    named_by_rows = set(db.scalars(select(MediaFile.stored_name).where(MediaFile.stored_name.in_(checked))))
    storage.discard(*(name for name in checked if name not in named_by_rows))
    storage.clear_doubt(*named_by_rows)
    return Swept([], len(names) - len(checked))
