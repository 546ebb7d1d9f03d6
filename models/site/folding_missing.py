"""Making the text by which items and links are searched, where it is missing: rows of the version before.

Until it is made, search does not find the row. All lists without a search show it.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Engine, bindparam, func, select, update
from sqlalchemy.orm import Session

from models.plumbing import database
from models.plumbing.folding import fold, fold_lines
from models.plumbing.sweeping import among
from models.tables import GuestLink, MediaItem, MediaTag

BATCH = 500
Report = Callable[[str, int, int], None]


def fold_missing(bind: Engine, report: Report) -> None:
    """In batches, each in a transaction of its own, so it may be stopped after any of them. Safe to call twice, also at
    the same moment."""
    for table, texts_of in ((MediaItem, _texts_of_items), (GuestLink, _texts_of_links)):
        # Once more after it has found some: rows that others had locked were left out.
        while _fold_all(bind, table, texts_of, report):
            pass


def _fold_all(bind: Engine, table: Any, texts_of: Callable[[Session, Any], Any], report: Report) -> bool:
    """Once through the table, by its id. Returns whether it has found any."""
    reached, most = 0, 0
    while True:
        some = select(table.id).where(table.unfolded(), table.id > reached).order_by(table.id).limit(BATCH)
        with database.writing(bind) as db:
            # Owners who change one of these rows wait for this batch: some tens of milliseconds.
            ids = db.scalars(some.with_for_update(skip_locked=True, key_share=True)).all()
            if not ids:
                return reached > 0
            values = [{"row": row, "text": text} for row, text in texts_of(db, ids)]
            one = update(table).where(table.id == bindparam("row")).values(folded=bindparam("text"))
            db.connection().execute(one, values)
        reached, most = ids[-1], most or _highest(bind, table)
        report(f"Making {table.__tablename__} searchable", reached, max(reached, most))


def _highest(bind: Engine, table: Any) -> int:
    with database.reading(bind) as db:
        return db.scalar(select(func.max(table.id))) or 0


def _texts_of_items(db: Session, ids: Sequence[int]) -> list[tuple[int, str]]:
    # The items are locked, and nobody changes tags without that lock.
    tags = defaultdict[int, list[str]](list)
    tagged = select(MediaTag.media_id, MediaTag.name).where(among(MediaTag.media_id, ids))
    for media_id, name in db.execute(tagged.order_by(MediaTag.name)):
        tags[media_id].append(name)
    rows = db.execute(select(MediaItem.id, MediaItem.title, MediaItem.description).where(among(MediaItem.id, ids)))
    return [(media_id, fold_lines(title, text, *tags[media_id])) for media_id, title, text in rows]


def _texts_of_links(db: Session, ids: Sequence[int]) -> list[tuple[int, str]]:
    rows = db.execute(select(GuestLink.id, GuestLink.name).where(among(GuestLink.id, ids)))
    return [(link_id, fold(name)) for link_id, name in rows]
