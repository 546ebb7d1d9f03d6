"""Making the columns that are made of others, where they are missing: rows of an older version.

These are the texts that are searched, and the sort keys of names. Until a row has them, no search finds it; all lists
without a search show it (contract 4.53).
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Engine, bindparam, func, select, update
from sqlalchemy.orm import Session

from models.plumbing import database
from models.plumbing.folding import fold, fold_lines
from models.plumbing.progress import Report
from models.plumbing.sweeping import among
from models.tables import GuestEntry, GuestLink, MediaItem, MediaTag, User, UserGroup
from models.tables.named import keys_of
from models.tables.user import columns_of

BATCH = 500
# The columns of some rows, by the ids of these rows.
Columns = dict[int, dict[str, Any]]


def complete_rows(bind: Engine, report: Report) -> None:
    """Works in batches, each in a transaction of its own, so it may be stopped after any of them. Safe to call twice,
    also at the same moment. If nothing is missing, it only reads an empty index of each large table, and the names of
    people and groups."""
    for table, columns_of_rows in TABLES:
        # It runs until it finds none, because it leaves out rows that others have locked.
        while _complete_all(bind, table, columns_of_rows, report):
            pass


def _complete_all(bind: Engine, table: Any, columns_of_rows: Callable[..., Columns], report: Report) -> bool:
    """Once through the table, by its id. Returns whether it has found any."""
    reached, most = 0, 0
    while True:
        some = select(table.id).where(table.incomplete(), table.id > reached).order_by(table.id).limit(BATCH)
        with database.writing(bind) as db:
            # A request that changes one of these rows waits for this batch: some tens of milliseconds.
            ids = db.scalars(some.with_for_update(skip_locked=True, key_share=True)).all()
            if not ids:
                return reached > 0
            rows = columns_of_rows(db, ids)
            one = update(table).where(table.id == bindparam("row"))
            db.connection().execute(one, [{"row": row, **columns} for row, columns in rows.items()])
        reached, most = ids[-1], most or _highest(bind, table)
        report(f"Completing {table.__tablename__}", reached, max(reached, most))


def _highest(bind: Engine, table: Any) -> int:
    with database.reading(bind) as db:
        return db.scalar(select(func.max(table.id))) or 0


def _of_people(db: Session, ids: Sequence[int]) -> Columns:
    rows = db.execute(select(User.id, User.name, User.email).where(among(User.id, ids)))
    return {user_id: columns_of(name, email) for user_id, name, email in rows}


def _of_groups(db: Session, ids: Sequence[int]) -> Columns:
    rows = db.execute(select(UserGroup.id, UserGroup.name).where(among(UserGroup.id, ids)))
    return {group_id: keys_of(name) for group_id, name in rows}


def _of_items(db: Session, ids: Sequence[int]) -> Columns:
    # The items are locked, and nobody changes tags without that lock.
    tags = defaultdict[int, list[str]](list)
    tagged = select(MediaTag.media_id, MediaTag.name).where(among(MediaTag.media_id, ids))
    for media_id, name in db.execute(tagged.order_by(MediaTag.name)):
        tags[media_id].append(name)
    rows = db.execute(select(MediaItem.id, MediaItem.title, MediaItem.description).where(among(MediaItem.id, ids)))
    return {media_id: {"folded": fold_lines(title, text, *tags[media_id])} for media_id, title, text in rows}


def _of_links(db: Session, ids: Sequence[int]) -> Columns:
    rows = db.execute(select(GuestLink.id, GuestLink.name).where(among(GuestLink.id, ids)))
    return {link_id: {"folded": fold(name)} for link_id, name in rows}


def _of_entries(db: Session, ids: Sequence[int]) -> Columns:
    rows = db.execute(select(GuestEntry.id, GuestEntry.name, GuestEntry.email).where(among(GuestEntry.id, ids)))
    return {entry_id: {"folded": fold_lines(name or "", email or "")} for entry_id, name, email in rows}


TABLES: tuple[tuple[Any, Callable[[Session, Sequence[int]], Columns]], ...] = (
    (User, _of_people),
    (UserGroup, _of_groups),
    (MediaItem, _of_items),
    (GuestLink, _of_links),
    (GuestEntry, _of_entries),
)
