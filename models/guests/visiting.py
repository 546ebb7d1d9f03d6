"""The page right, which is checked at every page load: one look-up for all that the page shows, and one statement that
checks the right again and begins the visit (facts 150)."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Executable,
    Integer,
    Result,
    String,
    Update,
    and_,
    bindparam,
    case,
    insert,
    select,
    update,
)
from sqlalchemy.orm import Session

from models.files import presence
from models.media.shown_media import ShownMedia, showing_columns, showing_tables, shown_from
from models.plumbing.database import on_postgresql
from models.tables import GuestEntry, GuestLink, GuestSession, MediaItem, Visit
from models.tables.base import table_of
from models.tables.bound_now import NOW, at


@dataclass(frozen=True)
class Guest:
    """The hashes of the two secrets in a guest's request: the link's token and the session cookie."""

    token_hash: str
    session_hash: str

    def execute(
        self, db: Session | Connection, statement: Executable, now: datetime, **values: object
    ) -> Result[*tuple[Any, ...]]:
        """Send a statement about this guest, with these other parameters."""
        return db.execute(statement, at(now, token=self.token_hash, cookie=self.session_hash, **values))


class GuestPage(NamedTuple):
    """What the media page of a guest shows. `guest_name` is empty once it was erased. `place`: the second where the
    guest stopped, None if this is another recording now, or the beginning."""

    has_right: bool
    guest_name: str
    place: float | None
    shown: ShownMedia

    def may_load(self) -> bool:
        """Whether the guest has the page right now. This asks the storage. Raises MediaAway."""
        return self.has_right and not presence.is_gone(self.shown.recording)


def is_session_of_guest() -> ColumnElement[bool]:
    """It has this cookie and belongs to this link. For a query on GuestSession."""
    link = select(GuestLink.id).where(GuestLink.token_hash == bindparam("token")).scalar_subquery()
    return and_(GuestSession.secret_hash == bindparam("cookie"), GuestSession.link_id == link)


def page_of(db: Session | Connection, guest: Guest, *, now: datetime, session_days: int) -> GuestPage | None:
    """None without a guest session, void or not, so requests with made-up cookies go no further than this."""
    rows = guest.execute(db, _page(session_days), now).all()
    if not rows:
        return None
    first, shown = rows[0], shown_from(rows)
    place = first.place if first.place_in in shown.recording else None
    return GuestPage(bool(first.has_right), first.name or "", place, shown)


def may_load(db: Session | Connection, guest: Guest, *, now: datetime, session_days: int) -> bool:
    """Whether the guest has the page right. Starts no visit. Raises MediaAway."""
    page = page_of(db, guest, now=now, session_days=session_days)
    return page is not None and page.may_load()


@cache
def _page(session_days: int) -> Executable:
    has_right = GuestSession.may_load(NOW, session_days).label("has_right")
    of_guest = has_right, GuestEntry.name, GuestSession.place, GuestSession.place_in
    # In few words: the statement is near the length to which the driver keeps it (facts 152).
    is_own = GuestSession.secret_hash == bindparam("cookie"), GuestLink.token_hash == bindparam("token")
    return showing_tables(
        select(*of_guest, *showing_columns())
        .select_from(GuestSession)
        .join(GuestEntry, GuestEntry.id == GuestSession.entry_id)
        .join(GuestLink, GuestLink.id == GuestSession.link_id)
        .join(MediaItem, MediaItem.id == GuestLink.media_id)
        .where(*is_own)
    )


def start_visit(db: Session | Connection, guest: Guest, *, now: datetime, session_days: int) -> str | None:
    """Begin a visit for this page load, and return its key. If the guest may not load the page, end all visits of the
    guest session and return None (contract 2.36, 2.40).

    The caller has looked for the recording. On PostgreSQL `db` may be on autocommit, because this is one statement.
    """
    key = secrets.token_hex(16)
    begin = _begin_in_one_statement if on_postgresql(db) else _begin_in_one_transaction
    if begin(db, guest, key, now, session_days):
        return key
    end_visits(db, guest, now=now)
    return None


def end_visits(db: Session | Connection, guest: Guest, *, now: datetime) -> None:
    """All visits of the guest session: a load was refused."""
    guest.execute(db, _END_VISITS, now)


_SESSION = select(GuestSession.id).where(is_session_of_guest()).scalar_subquery()
_END_VISITS: Update = (
    update(table_of(Visit)).where(Visit.session_id == _SESSION, Visit.ended_at.is_(None)).values(ended_at=NOW)
)


@cache
def _record_load(session_days: int) -> Any:
    """Checks the page right and records the load in one statement. Returns the row if there is the right."""
    return (
        update(table_of(GuestSession))
        .where(is_session_of_guest(), GuestSession.may_load(NOW, session_days))
        .values(last_load_at=case((GuestSession.last_load_at < NOW, NOW), else_=GuestSession.last_load_at))
        .returning(GuestSession.id, GuestSession.link_id)
    )


def _visit(session_id: ColumnElement[int], link_id: ColumnElement[int]) -> Any:
    row = {
        "key": bindparam("visit", type_=String()),
        "session_id": session_id,
        "media_id": GuestLink.media_id,
        "play_epoch": GuestLink.play_epoch,
        "started_at": NOW,
        "last_seen_at": NOW,
    }
    of_link = select(*row.values()).where(GuestLink.id == link_id)
    return insert(table_of(Visit)).from_select(list(row), of_link).returning(Visit.id)


@cache
def _loading(session_days: int) -> Any:
    loaded = _record_load(session_days).cte("loaded")
    return _visit(loaded.c.id, loaded.c.link_id)


def _begin_in_one_statement(db: Session | Connection, guest: Guest, key: str, now: datetime, session_days: int) -> bool:
    return guest.execute(db, _loading(session_days), now, visit=key).scalar() is not None


# For SQLite, where a CTE cannot write.
_VISIT = _visit(bindparam("loaded", type_=Integer()), bindparam("link", type_=Integer()))


def _begin_in_one_transaction(
    db: Session | Connection, guest: Guest, key: str, now: datetime, session_days: int
) -> bool:
    loaded = guest.execute(db, _record_load(session_days), now).one_or_none()
    if loaded is None:
        return False
    return db.execute(_VISIT, at(now, visit=key, loaded=loaded.id, link=loaded.link_id)).scalar() is not None
