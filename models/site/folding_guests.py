"""Making the text by which guests are searched, where it is missing: entries of the version before."""

from sqlalchemy import Engine, bindparam, func, select, update

from models.plumbing import database
from models.plumbing.folding import fold_lines
from models.tables import GuestEntry

BATCH = 1000


def fold_guests(bind: Engine) -> None:
    """In batches of ids, each in a transaction of its own, so it may be stopped after any of them. Safe to call twice,
    also at the same moment."""
    with database.reading(bind) as db:
        newest = db.scalar(select(func.max(GuestEntry.id))) or 0
    for at in range(1, newest + 1, BATCH):
        _fold_some(bind, at)


def _fold_some(bind: Engine, first: int) -> None:
    stale = GuestEntry.id.between(first, first + BATCH - 1), GuestEntry.folded.is_(None), GuestEntry.erased_at.is_(None)
    some = select(GuestEntry.id, GuestEntry.name, GuestEntry.email).where(*stale)
    with database.reading(bind) as db:
        rows = db.execute(some).all()
    values = [{"row": row.id, "text": fold_lines(row.name or "", row.email or "")} for row in rows]
    if values:
        # Not of an entry that was erased meanwhile.
        mine = GuestEntry.id == bindparam("row"), GuestEntry.erased_at.is_(None)
        with database.writing(bind) as db:
            db.connection().execute(update(GuestEntry).where(*mine).values(folded=bindparam("text")), values)
