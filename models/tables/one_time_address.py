"""Addresses that work once: the first admin sets the site up there, others choose a password (contract 12.43)."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, String, and_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.tables.base import Base
from models.tables.user import User

LIFETIME = timedelta(days=7)
# An address that no longer works says why until this long after it was made. Then its row is erased.
KEPT = timedelta(days=30)


class Purpose(StrEnum):
    SET_UP = "set_up"
    INVITATION = "invitation"
    RESET = "reset"


class OneTimeAddress(Base):
    __tablename__ = "one_time_address"
    __table_args__ = (
        CheckConstraint("kind IN ('set_up', 'invitation', 'reset')", name="kind"),
        CheckConstraint("(kind = 'set_up') = (user_id IS NULL)", name="whose"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    # Whose password it sets. None for setting up the site: nobody has an account yet.
    user_id: Mapped[int | None] = mapped_column(ForeignKey(User.id, ondelete="CASCADE"), index=True)
    made_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]

    user: Mapped[User | None] = relationship(lazy="joined")

    @classmethod
    def works(cls, now: datetime) -> ColumnElement[bool]:
        return and_(cls.used_at.is_(None), cls.made_at > now - LIFETIME)

    @classmethod
    def erasable(cls, now: datetime) -> ColumnElement[bool]:
        return cls.made_at <= now - KEPT
