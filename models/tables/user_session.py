"""One signed-in browser of a person with an account. The browser has a cookie; only its hash is stored."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, ForeignKey, String, Text, and_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.tables.base import GIVES_IDS_ONCE, Base
from models.tables.user import User

# A user session ends this long after its last use, and this long after signing in, however much it is used.
LONGEST_IDLE = timedelta(days=30)
LONGEST_USER_SESSION = timedelta(days=90)
# The last use is written at most this often. Otherwise every page read would wait for SQLite's one write lock.
USE_WRITTEN_EVERY = timedelta(minutes=10)


class UserSession(Base):
    __tablename__ = "user_session"
    __table_args__ = (GIVES_IDS_ONCE,)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id), index=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(index=True)
    last_seen_at: Mapped[datetime] = mapped_column(index=True)
    # The name that the browser sent. The person sees it in their list of sessions.
    browser: Mapped[str] = mapped_column(String(200), default="")
    # What the provider said about the person, for signing out there too (contract 12.27). None: signed in otherwise.
    id_token: Mapped[str | None] = mapped_column(Text, deferred=True)

    user: Mapped[User] = relationship(lazy="joined")

    @classmethod
    def valid(cls, now: datetime) -> ColumnElement[bool]:
        return and_(cls.last_seen_at > now - LONGEST_IDLE, cls.created_at > now - LONGEST_USER_SESSION)

    @classmethod
    def idle(cls, now: datetime) -> ColumnElement[bool]:
        """Over, because it was not used for long."""
        return cls.last_seen_at <= now - LONGEST_IDLE

    @classmethod
    def old(cls, now: datetime) -> ColumnElement[bool]:
        """Over, however much it is used. Those that are idle too are left out."""
        return and_(cls.created_at <= now - LONGEST_USER_SESSION, cls.last_seen_at > now - LONGEST_IDLE)

    def ends_at(self) -> datetime:
        return min(self.last_seen_at + LONGEST_IDLE, self.created_at + LONGEST_USER_SESSION)

    def should_record_use(self, now: datetime) -> bool:
        """Whether the recorded last use is so old that it should be written again."""
        return self.last_seen_at <= now - USE_WRITTEN_EVERY
