"""The play right, which is checked at every request for bytes, and signs of life (contract 2.43, 2.44)."""

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Executable, Row, and_, bindparam, case, func, or_, select, update
from sqlalchemy.orm import Session

from models.errors import NoRight
from models.guests.visiting import Guest, is_session_of_guest
from models.media.preparing import Preparing
from models.media.showing import ShownLive, sign_columns, sign_from, sign_tables
from models.tables import GuestEntry, GuestLink, GuestSession, LiveSession, MediaFile, MediaItem, Room, Visit
from models.tables.base import table_of
from models.tables.bound_now import NOW
from models.tables.live_session import LiveStream
from models.tables.media_file import FileToSend
from models.tables.visit import SIGN_WRITTEN_EVERY


def file_for(
    db: Session | Connection,
    guest: Guest,
    visit_key: str,
    role: str,
    language: str = "",
    *,
    now: datetime,
    file_id: int | None = None,
    played: bool = False,
) -> tuple[FileToSend, bool]:
    """The file that this visit may get, and whether a sign of life is to be written. Raises NoRight."""
    asked = _file(role, is_named=file_id is not None, played=played)
    row = _first(db, asked, guest, visit_key, now, language=language, file=file_id)
    return FileToSend.of(row), bool(row[3])


@cache
def _file(role: str, *, is_named: bool, played: bool) -> Executable:
    named: Any = bindparam("file") if is_named else None
    return (
        select(MediaFile.stored_name, MediaFile.content_type, MediaFile.size, _worth_writing(played=played))
        .join(Visit, Visit.media_id == MediaFile.media_id)
        .where(_may_play(), MediaFile.wanted(role, bindparam("language"), named))
    )


def stream_for(
    db: Session | Connection, guest: Guest, visit_key: str, *, now: datetime, played: bool = False
) -> tuple[LiveStream, bool]:
    """The stream in our folder that this visit may get, and whether a sign of life is to be written. Raises NoRight."""
    *stream, worth_writing = _first(db, _stream(played=played), guest, visit_key, now)
    return LiveStream.of(*stream), bool(worth_writing)


@cache
def _stream(*, played: bool) -> Executable:
    return (
        select(*LiveSession.stream_columns(NOW), _worth_writing(played=played))
        .join(Visit, Visit.media_id == LiveSession.media_id)
        .where(_may_play(), LiveSession.folder.is_not(None))
    )


def sign_for(
    db: Session | Connection, guest: Guest, visit_key: str, *, now: datetime, played: bool = False
) -> tuple[ShownLive | None, Preparing, bool]:
    """How the item of this visit is now, and whether a sign of life is to be written. Raises NoRight."""
    row = _first(db, _sign(played=played), guest, visit_key, now)
    return *sign_from(row), bool(row[0])


@cache
def _sign(*, played: bool) -> Executable:
    visit = select(_worth_writing(played=played), *sign_columns()).select_from(Visit)
    return sign_tables(visit.join(MediaItem, MediaItem.id == Visit.media_id)).where(_may_play())


def visit_for(db: Session | Connection, guest: Guest, visit_key: str, *, now: datetime) -> tuple[int, int]:
    """The ids of this visit and of its item. Raises NoRight."""
    visit_id, media_id = _first(db, _visit(), guest, visit_key, now)
    return int(visit_id), int(media_id)


@cache
def _visit() -> Executable:
    return select(Visit.id, Visit.media_id).where(_may_play())


def room_for(db: Session | Connection, guest: Guest, visit_key: str, *, now: datetime) -> tuple[str, str]:
    """The address of the room that this visit may join, and the guest's name, which is empty once it was erased. Raises
    NoRight."""
    url, name = _first(db, _room(), guest, visit_key, now)
    return str(url), name or ""


@cache
def _room() -> Executable:
    return (
        select(Room.join_url, GuestEntry.name)
        .join(Visit, Visit.media_id == Room.media_id)
        .join(GuestSession, GuestSession.id == Visit.session_id)
        .join(GuestEntry, GuestEntry.id == GuestSession.entry_id)
        .where(_may_play())
    )


def record_sign_of_life(
    db: Session | Connection, guest: Guest, visit_key: str, *, now: datetime, played: bool = False
) -> None:
    """Record that the page is still open, at most once a minute, and the first play at once (contract 2.43). Raises
    NoRight if the visit is over: it must not come back to life."""
    if guest.execute(db, _signing(played=played), now, visit=visit_key).scalar() is None:
        # Somebody else has just written it, or the visit has ended meanwhile.
        visit_for(db, guest, visit_key, now=now)


@cache
def _signing(*, played: bool) -> Any:
    values: dict[str, Any] = {"last_seen_at": NOW}
    if played:
        values["played_at"] = func.coalesce(Visit.played_at, NOW)
    may_sign = and_(_may_play(), _worth_writing(played=played))
    return update(table_of(Visit)).where(may_sign).values(values).returning(Visit.id)


def leave(db: Session | Connection, guest: Guest, visit_key: str, *, now: datetime) -> None:
    """End the visit. Does nothing if it has ended already or belongs to somebody else."""
    guest.execute(db, _leaving(), now, visit=visit_key)


@cache
def _leaving() -> Any:
    last_seen = case((Visit.live(NOW), NOW), else_=Visit.last_seen_at)
    left = update(table_of(Visit)).where(is_visit_of_guest(), Visit.ended_at.is_(None))
    return left.values(ended_at=NOW, last_seen_at=last_seen)


def kind_and_session_of(db: Session | Connection, guest: Guest) -> tuple[str | None, bool]:
    """The kind of the item behind the link, whatever its state, None for an unknown link. And whether the session of
    this cookie exists, void or not."""
    sent = {"token": guest.token_hash, "cookie": guest.session_hash}
    row = db.execute(_kind_and_session(), sent).one_or_none()
    return (row[0], bool(row[1])) if row else (None, False)


@cache
def _kind_and_session() -> Executable:
    has_session = select(GuestSession.id).where(is_session_of_guest()).exists()
    link = GuestLink.token_hash == bindparam("token")
    return select(MediaItem.kind, has_session).join(GuestLink, GuestLink.media_id == MediaItem.id).where(link)


def _first(
    db: Session | Connection, asked: Executable, guest: Guest, visit_key: str, now: datetime, **values: object
) -> Row[*tuple[Any, ...]]:
    """Raises NoRight if there is no row."""
    row = guest.execute(db, asked, now, visit=visit_key, **values).first()
    if row is None:
        raise NoRight
    return row


def _may_play() -> ColumnElement[bool]:
    """The play right (contract 2.44): this visit belongs to the guest session, and plays."""
    return and_(is_visit_of_guest(), Visit.plays(NOW))


def _worth_writing(*, played: bool) -> ColumnElement[bool]:
    """Whether `record_sign_of_life` would write something."""
    stale = Visit.last_seen_at <= NOW - SIGN_WRITTEN_EVERY
    return or_(stale, Visit.played_at.is_(None)) if played else stale


def is_visit_of_guest() -> ColumnElement[bool]:
    """It has this key and belongs to the guest's session. For a query on Visit."""
    session = select(GuestSession.id).where(is_session_of_guest()).scalar_subquery()
    return and_(Visit.key == bindparam("visit"), Visit.session_id == session)
