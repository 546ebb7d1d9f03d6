"""One browser's right to load the media page again. The browser has a cookie; only its hash is stored."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, ForeignKey, String, and_, exists, not_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.tables.base import Base
from models.tables.guest_entry import GuestEntry
from models.tables.guest_group import GuestGroup
from models.tables.guest_link import GuestLink

# The session of a removed guest gets these two values. No link ever has the epoch 0, because epochs begin at 1. The
# time is so old that the sweep of lapsed sessions removes the row.
NO_EPOCH, LONG_AGO = 0, datetime(2000, 1, 1, tzinfo=UTC)


class GuestSession(Base):
    __tablename__ = "guest_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    link_id: Mapped[int] = mapped_column(ForeignKey(GuestLink.id), index=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey(GuestEntry.id), unique=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    # The link's access epoch at admission. Switching access off raises the link's epoch, which makes this session void.
    epoch: Mapped[int]
    last_load_at: Mapped[datetime] = mapped_column(index=True)
    # Where the guest stopped, in seconds, and in which stored file: a replaced recording starts anew (contract 3.50).
    place: Mapped[float | None]
    place_in: Mapped[str | None] = mapped_column(String(200))

    entry: Mapped[GuestEntry] = relationship(lazy="joined")

    @classmethod
    def may_load(cls, now: datetime, days: int) -> ColumnElement[bool]:
        """The page right (contract 2.36). `days`: how long after its last load a session can still load the page."""
        link_allows = (
            exists()
            .where(GuestLink.id == cls.link_id, GuestLink.allows_load(now), GuestLink.access_epoch == cls.epoch)
            .correlate(cls)
        )
        is_member = exists().where(GuestMembership.session_id == cls.id)
        return and_(link_allows, is_member, not_(cls.lapsed(now, days)))

    @classmethod
    def lapsed(cls, now: datetime, days: int) -> ColumnElement[bool]:
        """No page load for `days` days. The session is void for good, and its last visit is long over."""
        return cls.last_load_at <= now - timedelta(days=days)


class GuestMembership(Base):
    __tablename__ = "guest_membership"

    session_id: Mapped[int] = mapped_column(
        ForeignKey(GuestSession.id, ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    link_id: Mapped[int] = mapped_column(ForeignKey(GuestGroup.link_id), index=True)
