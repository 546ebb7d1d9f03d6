"""One signed-in browser of a person with an account (a cookie, of which only the hash is stored)."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, ForeignKey, String, and_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.tables.base import Base
from models.tables.user import User

# After the last use, and however lively.
IDLE = timedelta(days=30)
LONGEST = timedelta(days=90)
# Written at most so often: reading pages must not queue before SQLite's one write lock.
WRITTEN_EVERY = timedelta(minutes=10)


class UserSession(Base):
    __tablename__ = "user_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id), index=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime] = mapped_column(index=True)
    # What the browser called itself, shown to the person among their sessions.
    browser: Mapped[str] = mapped_column(String(200), default="")

    user: Mapped[User] = relationship(lazy="joined")

    @classmethod
    def valid(cls, now: datetime) -> ColumnElement[bool]:
        return and_(cls.last_seen_at > now - IDLE, cls.created_at > now - LONGEST)

    def is_stale(self, now: datetime) -> bool:
        """Whether a sign of life is worth writing."""
        return self.last_seen_at <= now - WRITTEN_EVERY
