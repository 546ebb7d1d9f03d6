"""Staying signed in: each browser of a person has a session of its own, which ends here, not only in its cookie."""

import secrets
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from models.plumbing import keys
from models.plumbing.database import count
from models.plumbing.sweeping import Swept, claim
from models.tables import User, UserSession

MAX_BROWSER_LENGTH = 200


def begin_session(db: Session, user_id: int, *, browser: str, now: datetime) -> str:
    """Returns the secret that the cookie is to hold; only its hash is kept."""
    secret = secrets.token_urlsafe(32)
    shown = "".join(char for char in browser if char.isprintable() and char.isascii())[:MAX_BROWSER_LENGTH]
    db.add(
        UserSession(user_id=user_id, secret_hash=keys.digest(secret), created_at=now, last_seen_at=now, browser=shown)
    )
    return secret


def session_of(db: Session, secret: str, *, now: datetime) -> UserSession | None:
    """The session that this cookie stands for, when it has not ended and its person may sign in."""
    mine = select(UserSession).join(User, User.id == UserSession.user_id)
    return db.scalar(
        mine.where(UserSession.secret_hash == keys.digest(secret), UserSession.valid(now), User.disabled_at.is_(None))
    )


def keep_session(db: Session, session_id: int, *, now: datetime) -> None:
    """A sign of life; the caller asks `UserSession.is_stale` first, so that reading pages seldom write."""
    db.execute(update(UserSession).where(UserSession.id == session_id).values(last_seen_at=now))


def sessions_of(db: Session, user_id: int, *, now: datetime) -> list[UserSession]:
    """Last seen first."""
    mine = select(UserSession).where(UserSession.user_id == user_id, UserSession.valid(now))
    return list(db.scalars(mine.order_by(UserSession.last_seen_at.desc(), UserSession.id.desc())))


def end_session(db: Session, session_id: int) -> None:
    """Every copy of its cookie is dead. Twice is once."""
    db.execute(delete(UserSession).where(UserSession.id == session_id))


def end_sessions(db: Session, user_id: int, *, but: int | None = None) -> None:
    """Of this person, everywhere, or everywhere else."""
    db.execute(delete(UserSession).where(UserSession.user_id == user_id, UserSession.id.is_distinct_from(but)))


def end_user_sessions(db: Session, *, now: datetime, limit: int) -> Swept:
    """Remove the rows of sessions that are over; every request has judged them so already."""
    over = select(UserSession.id).where(~UserSession.valid(now)).order_by(UserSession.last_seen_at)
    ids = claim(db, over, limit)
    db.execute(delete(UserSession).where(UserSession.id.in_(ids)))
    return Swept(ids, count(db, over))
