"""Admission: the only way in for a new guest. It spends a click, but never one above the limit (contract 2.17)."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Executable,
    Insert,
    String,
    Text,
    bindparam,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models.errors import DoesNotAdmit, FormSpent
from models.guests.invitations import found_recording, invitation
from models.plumbing.database import on_postgresql
from models.plumbing.folding import fold_lines
from models.tables import GuestEntry, GuestGroup, GuestLink, GuestMembership, GuestSession, MediaFile
from models.tables.base import table_of
from models.tables.bound_now import NOW, at
from models.tables.guest_link import LinkStatus
from models.tables.media_file import FileRole


@dataclass(frozen=True)
class NewEntry:
    """What a guest sent in a valid entry form. `form_hash` identifies the form. It is also the hash of the session
    cookie that the guest gets for this form, so a repeat of the form gets the same cookie."""

    name: str
    email: str
    form_hash: str

    @property
    def folded(self) -> str:
        """As the owner searches for it."""
        return fold_lines(self.name, self.email)


def admit(
    db: Session | Connection,
    token_hash: str,
    new: NewEntry,
    *,
    recording: str | None = None,
    now: datetime,
    session_days: int,
) -> bool:
    """Admit this form, for one click. Returns False, and counts no click, if it was admitted before and its session may
    still load the page. Raises DoesNotAdmit with the cause, FormSpent if that session has ended, NotFound, MediaAway.
    `recording`: what `found_recording` said a moment ago, if it was asked.

    On PostgreSQL `db` must be on autocommit, because the admission is one statement. On SQLite it must be in a
    transaction that began IMMEDIATE.
    """
    spend_click = _admit_in_one_statement if on_postgresql(db) else _admit_in_one_transaction
    if recording is None:
        recording = found_recording(token_hash)
    if recording is None:
        recording = invitation(db, token_hash, now=now).found_recording
    if spend_click(db, token_hash, recording, new, now):
        return True
    is_known, may_load = db.execute(_outcome(session_days), at(now, form=new.form_hash)).one()
    # A file was found a moment ago, or the item has none.
    if may_load and (recording or invitation(db, token_hash, now=now).status != LinkStatus.MEDIA_GONE):
        return False
    offered = invitation(db, token_hash, now=now)
    if offered.status != LinkStatus.ACTIVE:
        raise DoesNotAdmit(offered.status)
    if is_known:
        raise FormSpent
    # The link did not admit at the first attempt, but does now, for example because access was just turned on.
    return admit(db, token_hash, new, recording=offered.found_recording, now=now, session_days=session_days)


@cache
def _outcome(session_days: int) -> Executable:
    """Whether this form was admitted before, and whether its session may still load the page. Asked together: between
    two questions, the same form could be admitted elsewhere."""
    session = select(GuestSession.id).where(GuestSession.secret_hash == bindparam("form"))
    return select(_IS_KNOWN.exists(), session.where(GuestSession.may_load(NOW, session_days)).exists())


_IS_KNOWN = select(GuestEntry.id).where(GuestEntry.form_hash == bindparam("form"))


def _click(*more: ColumnElement[bool]) -> Any:
    """Checks and counts in one statement, so that guests who enter at the same moment cannot pass the limit together
    (facts 23)."""
    return (
        update(table_of(GuestLink))
        .where(GuestLink.token_hash == bindparam("token"), GuestLink.admits(NOW), _has_recording(), *more)
        .values(clicks=GuestLink.clicks + 1)
        .returning(GuestLink.id, GuestLink.clicks, GuestLink.click_limit, GuestLink.access_epoch)
    )


def _has_recording() -> ColumnElement[bool]:
    """The file that was found is one of the item's, or the item has none. So a click is spent only while the recording
    is there (contract 2.29), though the storage was asked before."""
    playable = select(MediaFile.id).where(
        MediaFile.media_id == GuestLink.media_id, MediaFile.role == FileRole.PLAYABLE.value
    )
    return or_(playable.where(MediaFile.stored_name == bindparam("recording")).exists(), ~playable.exists())


def _in_one_statement() -> Any:
    """For PostgreSQL (facts 26)."""
    link = _click().cte("link")
    group = (
        postgresql.insert(table_of(GuestGroup))
        .from_select(["link_id", "created_at"], select(link.c.id, NOW))
        .on_conflict_do_nothing()
        .cte("guests")
    )
    entry_row = {
        "link_id": link.c.id,
        "ordinal": link.c.clicks,
        "click_limit": link.c.click_limit,
        "name": bindparam("guest_name", type_=String()),
        "email": bindparam("guest_email", type_=String()),
        "folded": bindparam("guest_folded", type_=Text()),
        "entered_at": NOW,
        "form_hash": bindparam("form", type_=String()),
    }
    entry = _insert(GuestEntry, entry_row).returning(GuestEntry.id, GuestEntry.link_id).cte("entry")
    session_row = {
        "link_id": entry.c.link_id,
        "entry_id": entry.c.id,
        "secret_hash": bindparam("form", type_=String()),
        "epoch": link.c.access_epoch,
        "last_load_at": NOW,
    }
    session = _insert(GuestSession, session_row, entry.c.link_id == link.c.id)
    made = session.returning(GuestSession.id, GuestSession.link_id).cte("session")
    membership = _insert(GuestMembership, {"session_id": made.c.id, "link_id": made.c.link_id})
    return membership.add_cte(group).returning(GuestMembership.session_id)


def _insert(table: type[Any], row: dict[str, Any], *where: ColumnElement[bool]) -> Insert:
    return insert(table_of(table)).from_select(list(row), select(*row.values()).where(*where))


_ADMISSION = _in_one_statement()


def _admit_in_one_statement(
    db: Session | Connection, token_hash: str, recording: str, new: NewEntry, now: datetime
) -> bool:
    """Returns whether a click was spent."""
    sent = {"guest_name": new.name, "guest_email": new.email, "guest_folded": new.folded, "form": new.form_hash}
    try:
        return db.execute(_ADMISSION, at(now, token=token_hash, recording=recording, **sent)).first() is not None
    except IntegrityError:
        # The same form was admitted before, or at the same moment. The whole statement failed, so no click was counted.
        db.rollback()
        return False


# The same for SQLite, where a CTE cannot write. Here a question in the same transaction is enough to know a repeat.
_CLICK = _click(~_IS_KNOWN.exists())
_GROUP = sqlite.insert(table_of(GuestGroup)).on_conflict_do_nothing()
_MEMBERSHIP = insert(table_of(GuestMembership))
_ENTRY, _SESSION = (
    insert(table_of(GuestEntry)).returning(GuestEntry.id),
    insert(table_of(GuestSession)).returning(GuestSession.id),
)


def _admit_in_one_transaction(
    db: Session | Connection, token_hash: str, recording: str, new: NewEntry, now: datetime
) -> bool:
    """The caller's IMMEDIATE transaction holds the only write lock, so what is read here stays true until the
    commit."""
    link = db.execute(_CLICK, at(now, token=token_hash, recording=recording, form=new.form_hash)).one_or_none()
    if link is None:
        return False
    db.execute(_GROUP, {"link_id": link.id, "created_at": now})
    limits = {"link_id": link.id, "ordinal": link.clicks, "click_limit": link.click_limit}
    sent = {"name": new.name, "email": new.email, "folded": new.folded, "form_hash": new.form_hash}
    entry_id = db.execute(_ENTRY, {**limits, **sent, "entered_at": now}).scalar_one()
    begun = {"link_id": link.id, "entry_id": entry_id, "last_load_at": now}
    session = {**begun, "secret_hash": new.form_hash, "epoch": link.access_epoch}
    session_id = db.execute(_SESSION, session).scalar_one()
    db.execute(_MEMBERSHIP, {"session_id": session_id, "link_id": link.id})
    return True
