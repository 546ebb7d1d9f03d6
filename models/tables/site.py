"""The one row about the site itself."""

from datetime import datetime

from sqlalchemy import CheckConstraint, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.tables.base import Base


class Site(Base):
    __tablename__ = "site"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    # Of the secret key: with another key every link would be dead and every copy wrong, so it refuses to start.
    key_fingerprint: Mapped[str] = mapped_column(String(64))
    # Of the one-time address that sets up the first admin; None once used.
    setup_hash: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime]

    @classmethod
    def hold(cls, db: Session) -> None:
        """The row, locked until the commit: whoever else holds it waits here, and then sees what this one has done."""
        db.scalar(select(cls.id).with_for_update())
