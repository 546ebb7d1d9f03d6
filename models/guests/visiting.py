"""Visits: the page right, checked at every page load, and the play right, checked at every request for bytes."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, or_, select, update
from sqlalchemy.orm import Session

from models.errors import NoRight
from models.files import presence
from models.tables import GuestEntry, GuestLink, GuestSession, LiveSession, MediaFile, MediaItem, Room, Visit
from models.tables.live_session import LiveStream
from models.tables.media_file import FileToSend
from models.tables.visit import SIGN_WRITTEN_EVERY


@dataclass(frozen=True)
class Guest:
    """The hashes of the two secrets in a guest's request: the link's token and the session cookie."""

    token_hash: str
    session_hash: str


def start_visit(db: Session, guest: Guest, *, now: datetime, session_days: int) -> tuple[GuestSession, Visit] | None:
    """Start a visit for this page load. If the guest may not load the page, end all visits of the guest session and
    return None (contract 2.36, 2.40). Raises MediaAway."""
    media_id = media_id_of(db, guest)
    session_id = (
        None if _recording_is_gone(db, media_id) else _record_load(db, guest, now=now, session_days=session_days)
    )
    if session_id is None:
        _end_visits(db, guest, now=now)
        return None
    session = db.get_one(GuestSession, session_id)
    visit = Visit(key=secrets.token_hex(16), session_id=session_id, media_id=media_id, started_at=now, last_seen_at=now)
    db.add(visit)
    db.flush()
    return session, visit


def _record_load(db: Session, guest: Guest, *, now: datetime, session_days: int) -> int | None:
    """Check the page right and record the load in one statement. Returns the id of the session if it has the right."""
    return db.scalar(
        update(GuestSession)
        .where(_is_session_of(guest), GuestSession.may_load(now, session_days))
        .values(last_load_at=case((GuestSession.last_load_at < now, now), else_=GuestSession.last_load_at))
        .returning(GuestSession.id)
    )


def has_session(db: Session, guest: Guest) -> bool:
    """Whether the session of this cookie exists, void or not. Callers ask before they write, so that requests with
    made-up cookies do not take SQLite's only write lock."""
    return db.scalar(select(GuestSession.id).where(_is_session_of(guest))) is not None


def check_recording(db: Session, guest: Guest) -> None:
    """Raises MediaAway if the recording cannot be looked for. Call it before opening a transaction that writes: the
    storage remembers its answer for a moment, so nobody waits for a slow bucket while holding the write lock."""
    _recording_is_gone(db, media_id_of(db, guest))


def may_load(db: Session, guest: Guest, *, now: datetime, session_days: int) -> bool:
    """Whether the guest has the page right. Starts no visit. Raises MediaAway."""
    if _recording_is_gone(db, media_id_of(db, guest)):
        return False
    session = select(GuestSession.id).where(_is_session_of(guest), GuestSession.may_load(now, session_days))
    return db.scalar(session) is not None


def file_for(
    db: Session,
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
    row = db.execute(
        select(MediaFile.stored_name, MediaFile.content_type, MediaFile.size, _worth_writing(now, played=played))
        .join(Visit, Visit.media_id == MediaFile.media_id)
        .where(_may_play(guest, visit_key, now), MediaFile.wanted(role, language, file_id))
    ).first()
    if row is None:
        raise NoRight
    return FileToSend(row[0], row[1], row[2]), bool(row[3])


def stream_for(
    db: Session, guest: Guest, visit_key: str, *, now: datetime, played: bool = False
) -> tuple[LiveStream, bool]:
    """The stream in our folder that this visit may get, and whether a sign of life is to be written. Raises NoRight."""
    row = db.execute(
        select(*LiveSession.stream_columns(now), _worth_writing(now, played=played))
        .join(Visit, Visit.media_id == LiveSession.media_id)
        .where(_may_play(guest, visit_key, now), LiveSession.folder.is_not(None))
    ).one_or_none()
    if row is None:
        raise NoRight
    *stream, worth_writing = row
    return LiveStream.of(*stream), bool(worth_writing)


def sign_for(db: Session, guest: Guest, visit_key: str, *, now: datetime, played: bool = False) -> tuple[int, bool]:
    """The item of this visit, and whether a sign of life is to be written. Raises NoRight."""
    columns = Visit.media_id, _worth_writing(now, played=played)
    visit = db.execute(select(*columns).where(_may_play(guest, visit_key, now))).one_or_none()
    if visit is None:
        raise NoRight
    return int(visit[0]), bool(visit[1])


def room_for(db: Session, guest: Guest, visit_key: str, *, now: datetime) -> tuple[str, str]:
    """The address of the room that this visit may join, and the guest's name, which is empty once it was erased. Raises
    NoRight."""
    row = db.execute(
        select(Room.join_url, GuestEntry.name)
        .join(Visit, Visit.media_id == Room.media_id)
        .join(GuestSession, GuestSession.id == Visit.session_id)
        .join(GuestEntry, GuestEntry.id == GuestSession.entry_id)
        .where(_may_play(guest, visit_key, now))
    ).one_or_none()
    if row is None:
        raise NoRight
    return str(row[0]), row[1] or ""


def record_sign_of_life(db: Session, guest: Guest, visit_key: str, *, now: datetime, played: bool = False) -> None:
    """Record that the page is still open, at most once a minute, and the first play at once (contract 2.43). Raises
    NoRight if the visit is over."""
    may_play = _may_play(guest, visit_key, now)
    visit = db.execute(select(Visit.id, _worth_writing(now, played=played)).where(may_play)).one_or_none()
    if visit is None:
        raise NoRight
    if visit[1]:
        values: dict[str, object] = {"last_seen_at": now}
        if played:
            values["played_at"] = func.coalesce(Visit.played_at, now)
        # Checked again while writing: the visit may have ended meanwhile, and must not come back to life.
        if db.scalar(update(Visit).where(may_play).values(values).returning(Visit.id)) is None:
            raise NoRight


def leave(db: Session, guest: Guest, visit_key: str, *, now: datetime) -> None:
    """End the visit. Does nothing if it has ended already or belongs to somebody else."""
    db.execute(update(Visit).where(_is_visit_of(guest, visit_key), Visit.ended_at.is_(None)).values(ended_at=now))


def media_kind_of(db: Session, guest: Guest) -> str | None:
    """The kind of the item behind the link, whatever its state. None for an unknown link."""
    link = GuestLink.token_hash == guest.token_hash
    return db.scalar(select(MediaItem.kind).join(GuestLink, GuestLink.media_id == MediaItem.id).where(link))


def media_id_of(db: Session, guest: Guest) -> int | None:
    """The item behind the link, whatever its state. None for an unknown link."""
    return db.scalar(select(GuestLink.media_id).where(GuestLink.token_hash == guest.token_hash))


def _may_play(guest: Guest, visit_key: str, now: datetime) -> ColumnElement[bool]:
    """The play right (contract 2.44): this visit belongs to the guest session, and plays."""
    return and_(_is_visit_of(guest, visit_key), Visit.plays(now))


def _worth_writing(now: datetime, *, played: bool) -> ColumnElement[bool]:
    """Whether `record_sign_of_life` would write something."""
    stale = Visit.last_seen_at <= now - SIGN_WRITTEN_EVERY
    return or_(stale, Visit.played_at.is_(None)) if played else stale


def _recording_is_gone(db: Session, media_id: int | None) -> bool:
    return media_id is not None and presence.recording_is_gone(db, media_id)


def _is_session_of(guest: Guest) -> ColumnElement[bool]:
    """It has this cookie and belongs to this link. For a query on GuestSession."""
    link = select(GuestLink.id).where(GuestLink.token_hash == guest.token_hash).scalar_subquery()
    return and_(GuestSession.secret_hash == guest.session_hash, GuestSession.link_id == link)


def _is_visit_of(guest: Guest, visit_key: str) -> ColumnElement[bool]:
    """It has this key and belongs to the guest's session. For a query on Visit."""
    session = select(GuestSession.id).where(_is_session_of(guest)).scalar_subquery()
    return and_(Visit.key == visit_key, Visit.session_id == session)


def _end_visits(db: Session, guest: Guest, *, now: datetime) -> None:
    session = select(GuestSession.id).where(_is_session_of(guest)).scalar_subquery()
    db.execute(update(Visit).where(Visit.session_id == session, Visit.ended_at.is_(None)).values(ended_at=now))
