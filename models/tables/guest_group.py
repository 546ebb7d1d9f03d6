"""The system-owned group of the guests of one link; being in it is what lets a guest load the page (SPEC 1)."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base
from models.tables.guest_link import GuestLink
from models.tables.guest_session import GuestSession


class GuestGroup(Base):
    __tablename__ = "guest_group"

    # One group a link, so the link's id is its name.
    link_id: Mapped[int] = mapped_column(ForeignKey(GuestLink.id), primary_key=True, autoincrement=False)
    created_at: Mapped[datetime]


class GuestMembership(Base):
    __tablename__ = "guest_membership"

    session_id: Mapped[int] = mapped_column(
        ForeignKey(GuestSession.id, ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    link_id: Mapped[int] = mapped_column(ForeignKey(GuestGroup.link_id), index=True)
