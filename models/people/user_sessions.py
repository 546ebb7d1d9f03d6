"""User sessions: one for each browser where a person is signed in. When one ends, no copy of its cookie works."""

import secrets
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from models.plumbing import keys
from models.plumbing.sweeping import IN_SETS, Swept, among, backlog, claim
from models.tables import MediaCollaborator, User, UserSession

MAX_BROWSER_LENGTH = 200


def begin_session(db: Session, user_id: int, *, browser: str, id_token: str | None = None, now: datetime) -> str:
    """Returns the secret for the cookie. Only its hash is stored. `id_token` is the provider's, if the person signed in
    there."""
    secret = secrets.token_urlsafe(32)
    browser = "".join(char for char in browser if char.isprintable() and char.isascii())[:MAX_BROWSER_LENGTH]
    db.add(
        UserSession(
            user_id=user_id,
            secret_hash=keys.digest(secret),
            created_at=now,
            last_seen_at=now,
            browser=browser,
            id_token=id_token,
        )
    )
    bind_awaited_collaborations(db, user_id)
    return secret


def bind_awaited_collaborations(db: Session, user_id: int) -> None:
    """The person stays a collaborator when their address changes, and nobody who gets the address becomes one."""
    email = select(User.email).where(User.id == user_id).scalar_subquery()
    awaited = MediaCollaborator.user_id.is_(None), MediaCollaborator.email == email
    db.execute(update(MediaCollaborator).where(*awaited).values(user_id=user_id))


def session_by_secret(db: Session, secret: str, *, now: datetime) -> UserSession | None:
    """The session whose cookie holds this secret, if it is valid and its person is not disabled."""
    sessions = select(UserSession).join(User, User.id == UserSession.user_id)
    return db.scalar(
        sessions.where(
            UserSession.secret_hash == keys.digest(secret), UserSession.valid(now), User.disabled_at.is_(None)
        )
    )


def user_of_session(db: Session, session_id: int, *, now: datetime) -> User | None:
    """Who is signed in by this session. None if it has ended, or the person is disabled."""
    users = select(User).join(UserSession, UserSession.user_id == User.id)
    return db.scalar(users.where(UserSession.id == session_id, UserSession.valid(now), User.disabled_at.is_(None)))


def record_use(db: Session, session_id: int, *, now: datetime) -> None:
    """Callers ask `UserSession.should_record_use` first, so that only some page loads write."""
    db.execute(update(UserSession).where(UserSession.id == session_id).values(last_seen_at=now))


def sessions_of(db: Session, user_id: int, *, now: datetime) -> list[UserSession]:
    """The person's valid sessions, last used first."""
    valid = select(UserSession).where(UserSession.user_id == user_id, UserSession.valid(now))
    return list(db.scalars(valid.order_by(UserSession.last_seen_at.desc(), UserSession.id.desc())))


def id_token_of(db: Session, session_id: int) -> str | None:
    """None if the person did not sign in at the provider."""
    return db.scalar(select(UserSession.id_token).where(UserSession.id == session_id))


def end_session(db: Session, session_id: int) -> None:
    """Safe to call twice."""
    db.execute(delete(UserSession).where(UserSession.id == session_id))


def end_session_of(db: Session, user_id: int, session_id: int) -> bool:
    """Returns False if it has ended already. Another person's session stays."""
    session = delete(UserSession).where(UserSession.id == session_id, UserSession.user_id == user_id)
    return db.scalar(session.returning(UserSession.id)) is not None


def end_sessions_of(db: Session, user_id: int, *, keep: int | None = None) -> bool:
    """End the person's sessions, except the one with the id `keep`. Returns whether there was one."""
    sessions = delete(UserSession).where(UserSession.user_id == user_id, UserSession.id.is_distinct_from(keep))
    return bool(db.scalars(sessions.returning(UserSession.id)).all())


def end_user_sessions(db: Session, *, now: datetime, limit: int) -> Swept:
    """The sweep that removes the rows of sessions that are over. Requests refuse such a session even before that."""
    # Two questions, because each has an index of its own. Together they would read all sessions.
    idle = select(UserSession.id).where(UserSession.idle(now)).order_by(UserSession.last_seen_at)
    old = select(UserSession.id).where(UserSession.old(now)).order_by(UserSession.created_at)
    ids = claim(db, idle, limit)
    _remove(db, ids)
    olds = claim(db, old, limit - len(ids))
    _remove(db, olds)
    left = backlog(db, idle, len(ids), limit) + backlog(db, old, len(olds), limit - len(ids))
    return Swept(ids + olds, left)


def _remove(db: Session, ids: list[int]) -> None:
    if ids:
        db.execute(delete(UserSession).where(among(UserSession.id, ids)), execution_options=IN_SETS)
