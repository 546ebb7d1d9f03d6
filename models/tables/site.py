"""The one row about the site itself."""

from datetime import datetime

from sqlalchemy import CheckConstraint, String, false
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base


class Site(Base):
    __tablename__ = "site"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    # Identifies the secret key. With another key no guest link would work, so the site refuses to start.
    key_fingerprint: Mapped[str] = mapped_column(String(64))
    # Nobody uses these two any more. The version before does, so the next one drops them.
    setup_hash: Mapped[str | None] = mapped_column(String(64))
    setup_used_at: Mapped[datetime | None]
    # Whether the guest links of a disabled owner stop (contract 12.31). They work on by default.
    disabled_owners_stop: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime]
    # What the site looks like to guests (contract 11.64). None: Guestlink's own.
    site_name: Mapped[str | None] = mapped_column(String(100))
    # Like `#0a7d6c`, as it was chosen.
    accent: Mapped[str | None] = mapped_column(String(7))
    privacy_notice: Mapped[str | None] = mapped_column(String(2000))
    privacy_url: Mapped[str | None] = mapped_column(String(2000))
