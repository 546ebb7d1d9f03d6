"""Admission: the only way in for a new guest. It spends a click, but never one above the limit (contract 2.17)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Insert, Select, Update, insert, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models.errors import DoesNotAdmit, FormSpent, NotFound
from models.files import presence
from models.plumbing.database import on_postgresql
from models.tables import GuestEntry, GuestGroup, GuestLink, GuestMembership, GuestSession
from models.tables.guest_link import LinkStatus


@dataclass(frozen=True)
class NewEntry:
    """What a guest sent in a valid entry form. `form_hash` identifies the form. It is also the hash of the session
    cookie that the guest gets for this form, so a repeat of the form gets the same cookie."""

    name: str
    email: str
    form_hash: str


def find_link(db: Session, token_hash: str, *, now: datetime) -> tuple[GuestLink, str]:
    """The link and its status, which is `media_gone` if the recording is not there now. Raises NotFound, MediaAway."""
    row = db.execute(select(GuestLink, GuestLink.status(now)).where(GuestLink.token_hash == token_hash)).one_or_none()
    if row is None:
        raise NotFound
    link, status = row
    return link, presence.first_cause(db, link.media_id, status)


def is_link(db: Session, token_hash: str) -> bool:
    """Whether there is a link with this token, whatever its status."""
    return db.scalar(select(GuestLink.id).where(GuestLink.token_hash == token_hash)) is not None


def admit(db: Session, token_hash: str, new: NewEntry, *, now: datetime, session_days: int) -> bool:
    """Admit this form, for one click. Returns False, and counts no click, if it was admitted before and its session may
    still load the page. Raises DoesNotAdmit with the cause, FormSpent if that session has ended, and NotFound.

    On PostgreSQL `db` must be on autocommit, because the admission is one statement. On SQLite it must be in a
    transaction that began IMMEDIATE.
    """
    spend_click = _admit_in_one_statement if on_postgresql(db) else _admit_in_one_transaction
    if spend_click(db, token_hash, new, now=now):
        return True
    if _is_repeat(db, new, now=now, session_days=session_days):
        return False
    _, status = find_link(db, token_hash, now=now)
    if status != LinkStatus.ACTIVE:
        raise DoesNotAdmit(status)
    if db.scalar(select(GuestEntry.id).where(GuestEntry.form_hash == new.form_hash)) is not None:
        raise FormSpent
    # The link did not admit at the first attempt, but does now, for example because access was just turned on.
    return admit(db, token_hash, new, now=now, session_days=session_days)


def _is_repeat(db: Session, new: NewEntry, *, now: datetime, session_days: int) -> bool:
    """Whether this form was admitted before, and its session may still load the page."""
    session = select(GuestSession.id).where(GuestSession.secret_hash == new.form_hash)
    return db.scalar(session.where(GuestSession.may_load(now, session_days))) is not None


def _click(token_hash: str, *, now: datetime) -> Update:
    """Checks and counts in one statement, so that guests who enter at the same moment cannot pass the limit together
    (facts 23)."""
    return (
        update(GuestLink)
        .where(GuestLink.token_hash == token_hash, GuestLink.admits(now))
        .values(clicks=GuestLink.clicks + 1)
    )


_CLICKED = (GuestLink.id, GuestLink.clicks, GuestLink.click_limit, GuestLink.access_epoch)


def _admit_in_one_statement(db: Session, token_hash: str, new: NewEntry, *, now: datetime) -> bool:
    """Returns whether a click was spent. For PostgreSQL (facts 26)."""
    link = _click(token_hash, now=now).returning(*_CLICKED).cte("link")
    group = (
        postgresql.insert(GuestGroup)
        .from_select(["link_id", "created_at"], select(link.c.id, _at(now)))
        .on_conflict_do_nothing()
        .cte("guests")
    )
    entry = (
        _insert(GuestEntry, _entry_row(link, new, now=now)).returning(GuestEntry.id, GuestEntry.link_id).cte("entry")
    )
    session = (
        _insert(GuestSession, _session_row(link, entry, new, now=now), entry.c.link_id == link.c.id)
        .returning(GuestSession.id, GuestSession.link_id)
        .cte("session")
    )
    membership = _insert(GuestMembership, {"session_id": session.c.id, "link_id": session.c.link_id})
    try:
        return db.execute(membership.add_cte(group).returning(GuestMembership.session_id)).first() is not None
    except IntegrityError:
        # The same form was admitted before, or at the same moment. The whole statement failed, so no click was counted.
        db.rollback()
        return False


def _entry_row(link: Any, new: NewEntry, *, now: datetime) -> dict[str, ColumnElement[Any]]:
    return {
        "link_id": link.c.id,
        "ordinal": link.c.clicks,
        "click_limit": link.c.click_limit,
        "name": literal(new.name),
        "email": literal(new.email),
        "entered_at": _at(now),
        "form_hash": literal(new.form_hash),
    }


def _session_row(link: Any, entry: Any, new: NewEntry, *, now: datetime) -> dict[str, ColumnElement[Any]]:
    return {
        "link_id": entry.c.link_id,
        "entry_id": entry.c.id,
        "secret_hash": literal(new.form_hash),
        "epoch": link.c.access_epoch,
        "last_load_at": _at(now),
    }


def _insert(table: type[Any], row: dict[str, ColumnElement[Any]], *where: ColumnElement[bool]) -> Insert:
    source: Select[Any] = select(*row.values()).where(*where)
    return insert(table).from_select(list(row), source)


def _at(now: datetime) -> ColumnElement[datetime]:
    return literal(now, GuestEntry.entered_at.type)


def _admit_in_one_transaction(db: Session, token_hash: str, new: NewEntry, *, now: datetime) -> bool:
    """The same for SQLite, where a CTE cannot write. The caller's IMMEDIATE transaction holds the only write lock, so
    what is read here stays true until the commit."""
    if db.scalar(select(GuestEntry.id).where(GuestEntry.form_hash == new.form_hash)) is not None:
        return False
    link = db.execute(_click(token_hash, now=now).returning(*_CLICKED)).one_or_none()
    if link is None:
        return False
    entry = GuestEntry(
        link_id=link.id,
        ordinal=link.clicks,
        click_limit=link.click_limit,
        name=new.name,
        email=new.email,
        entered_at=now,
        form_hash=new.form_hash,
    )
    db.execute(sqlite.insert(GuestGroup).values(link_id=link.id, created_at=now).on_conflict_do_nothing())
    db.add(entry)
    db.flush()
    session = GuestSession(
        link_id=link.id, entry_id=entry.id, secret_hash=new.form_hash, epoch=link.access_epoch, last_load_at=now
    )
    db.add(session)
    db.flush()
    db.add(GuestMembership(session_id=session.id, link_id=link.id))
    db.flush()
    return True
