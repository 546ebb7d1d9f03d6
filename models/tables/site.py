"""The one row about the site itself."""

from datetime import datetime

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base


class Site(Base):
    __tablename__ = "site"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    # Identifies the secret key. With another key no guest link would work, so the site refuses to start.
    key_fingerprint: Mapped[str] = mapped_column(String(64))
    # Hash of the token in the one-time address that sets up the first admin. None once it was used.
    setup_hash: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime]
