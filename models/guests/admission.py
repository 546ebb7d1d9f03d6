"""Admission: the one way in. A click is one admitted form, and never more than the limit (contract 2.12, 2.17)."""

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


@dataclass(frozen=True)
class EntryForm:
    """A validated entry form. `form_hash` names this very form, and is the hash of the session it hands out."""

    name: str
    email: str
    form_hash: str


def find_link(db: Session, token_hash: str, *, now: datetime) -> tuple[GuestLink, str]:
    """The link and its status: the first cause that holds, and a recording that is gone just now comes first. Raises
    NotFound."""
    row = db.execute(select(GuestLink, GuestLink.status(now)).where(GuestLink.token_hash == token_hash)).one_or_none()
    if row is None:
        raise NotFound
    link, status = row
    return link, presence.first_cause(db, link.media_id, status)


def handed_out(db: Session, form_hash: str, *, now: datetime, session_days: int) -> bool:
    """Whether this form was admitted and its session may still load the page: a repeat, which costs nothing."""
    repeat = select(GuestSession.id).where(
        GuestSession.secret_hash == form_hash, GuestSession.may_load(now, session_days)
    )
    return db.scalar(repeat) is not None


def admit(db: Session, token_hash: str, form: EntryForm, *, now: datetime, session_days: int) -> bool:
    """Spend a click on this form, or find that it was spent already; returns whether it was now. On PostgreSQL `db` is
    on autocommit: one statement, one round trip. On SQLite it is inside one IMMEDIATE transaction.

    Raises DoesNotAdmit with the cause, FormSpent when the form's session has ended, NotFound.
    """
    admitted = _admit_in_one_statement if on_postgresql(db) else _admit_in_one_transaction
    if admitted(db, token_hash, form, now=now):
        return True
    if handed_out(db, form.form_hash, now=now, session_days=session_days):
        return False
    _, status = find_link(db, token_hash, now=now)
    if status != "active":
        raise DoesNotAdmit(status)
    if db.scalar(select(GuestEntry.id).where(GuestEntry.form_hash == form.form_hash)) is not None:
        raise FormSpent
    # Switched on between the two looks: this form was never admitted, and is not to be told that its visit has ended.
    return admit(db, token_hash, form, now=now, session_days=session_days)


def _click(token_hash: str, *, now: datetime) -> Update:
    """Check and change in one: the row lock makes concurrent clicks judge the counter one after the other."""
    return (
        update(GuestLink)
        .where(GuestLink.token_hash == token_hash, GuestLink.admits(now))
        .values(clicks=GuestLink.clicks + 1)
    )


_CLICKED = (GuestLink.id, GuestLink.clicks, GuestLink.click_limit, GuestLink.access_epoch)


def _admit_in_one_statement(db: Session, token_hash: str, form: EntryForm, *, now: datetime) -> bool:
    link = _click(token_hash, now=now).returning(*_CLICKED).cte("link")
    group = (
        postgresql.insert(GuestGroup)
        .from_select(["link_id", "created_at"], select(link.c.id, _at(now)))
        .on_conflict_do_nothing()
        .cte("guests")
    )
    entry = (
        _insert(GuestEntry, _entry_row(link, form, now=now)).returning(GuestEntry.id, GuestEntry.link_id).cte("entry")
    )
    session = (
        _insert(GuestSession, _session_row(link, entry, form, now=now), entry.c.link_id == link.c.id)
        .returning(GuestSession.id, GuestSession.link_id)
        .cte("session")
    )
    membership = _insert(GuestMembership, {"session_id": session.c.id, "link_id": session.c.link_id})
    try:
        return db.execute(membership.add_cte(group).returning(GuestMembership.session_id)).first() is not None
    except IntegrityError:
        # The same form, before or concurrently: the statement aborted as a whole, so its click was not counted.
        db.rollback()
        return False


def _entry_row(link: Any, form: EntryForm, *, now: datetime) -> dict[str, ColumnElement[Any]]:
    return {
        "link_id": link.c.id,
        "ordinal": link.c.clicks,
        "click_limit": link.c.click_limit,
        "name": literal(form.name),
        "email": literal(form.email),
        "entered_at": _at(now),
        "form_hash": literal(form.form_hash),
    }


def _session_row(link: Any, entry: Any, form: EntryForm, *, now: datetime) -> dict[str, ColumnElement[Any]]:
    return {
        "link_id": entry.c.link_id,
        "entry_id": entry.c.id,
        "secret_hash": literal(form.form_hash),
        "epoch": link.c.access_epoch,
        "last_load_at": _at(now),
    }


def _insert(table: type[Any], row: dict[str, ColumnElement[Any]], *where: ColumnElement[bool]) -> Insert:
    source: Select[Any] = select(*row.values()).where(*where)
    return insert(table).from_select(list(row), source)


def _at(now: datetime) -> ColumnElement[datetime]:
    return literal(now, GuestEntry.entered_at.type)


def _admit_in_one_transaction(db: Session, token_hash: str, form: EntryForm, *, now: datetime) -> bool:
    """SQLite has no writing CTEs; the caller's IMMEDIATE transaction holds the only write lock instead, so what it
    reads stays true: a form that was admitted before is seen here, and spends nothing."""
    if db.scalar(select(GuestEntry.id).where(GuestEntry.form_hash == form.form_hash)) is not None:
        return False
    link = db.execute(_click(token_hash, now=now).returning(*_CLICKED)).one_or_none()
    if link is None:
        return False
    entry = GuestEntry(
        link_id=link.id,
        ordinal=link.clicks,
        click_limit=link.click_limit,
        name=form.name,
        email=form.email,
        entered_at=now,
        form_hash=form.form_hash,
    )
    db.execute(sqlite.insert(GuestGroup).values(link_id=link.id, created_at=now).on_conflict_do_nothing())
    db.add(entry)
    db.flush()
    session = GuestSession(
        link_id=link.id, entry_id=entry.id, secret_hash=form.form_hash, epoch=link.access_epoch, last_load_at=now
    )
    db.add(session)
    db.flush()
    db.add(GuestMembership(session_id=session.id, link_id=link.id))
    db.flush()
    return True
