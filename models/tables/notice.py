"""A message from a workflow to the owner of an item, shown on *My media*."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.tables.base import Base, partial_index
from models.tables.guest_link import GuestLink
from models.tables.user import User
from models.tables.workflow import Workflow


class Notice(Base):
    __tablename__ = "notice"
    # A workflow's step may run twice; the owner is told once.
    __table_args__ = (
        UniqueConstraint("workflow_id"),
        partial_index("ix_notice_unseen", "user_id", "id", where="seen_at IS NULL"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id), index=True)
    workflow_id: Mapped[int] = mapped_column(ForeignKey(Workflow.id))
    link_id: Mapped[int] = mapped_column(ForeignKey(GuestLink.id))
    event: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]

    link: Mapped[GuestLink] = relationship(lazy="joined")
