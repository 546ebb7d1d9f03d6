"""Forgetting files whose rows never came, or went without them: their process was killed in between.

Only files that were noted as doubtful are judged, never what merely lies in the folder: a site that is started on
another database must not lose its media.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.files import storage
from models.plumbing.sweeping import Swept
from models.tables import MediaFile


def forget_doubtful_files(db: Session, *, now: datetime, limit: int) -> Swept:
    """Those that have been doubtful for a day: a file that a row names is kept, any other removed. No rows are done.
    With the media folder missing, or the bucket out of reach, nothing is judged: its files come back with it."""
    if not storage.is_reachable():
        return Swept([], 0)
    names = storage.doubtful_files(now=now)
    judged = names[:limit]
    named = set(db.scalars(select(MediaFile.stored_name).where(MediaFile.stored_name.in_(judged))))
    storage.discard(*(name for name in judged if name not in named))
    storage.clear_doubt(*named)
    return Swept([], len(names) - len(judged))
