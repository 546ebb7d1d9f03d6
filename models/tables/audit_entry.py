"""The audit log: who did what, for admins (contract 12.47)."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base


class AuditEntry(Base):
    """Its ids refer to rows that may be gone: the log outlives what it tells of."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_user_id", "user_id", "id"),
        Index("ix_audit_entry_act", "act", "id"),
        Index("ix_audit_entry_user_act", "user_id", "act", "id"),
        Index("ix_audit_entry_at", "at"),
        Index("ix_audit_entry_media_id", "media_id", "id"),
        Index("ix_audit_entry_link_id", "link_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    # None: the command line.
    user_id: Mapped[int | None]
    act: Mapped[str] = mapped_column(String(40))
    media_id: Mapped[int | None]
    link_id: Mapped[int | None]
    # Names as they were then. No name or address of a guest, because these are erased.
    detail: Mapped[str] = mapped_column(String(300), default="")

    @classmethod
    def removal_due(cls, now: datetime, days: int) -> ColumnElement[bool]:
        """An entry may be removed from the instant on at which it is so many days old."""
        return cls.at <= now - timedelta(days=days)
