"""The system-owned group of one link's guests. Only its members may load the media page (contract 1.12)."""

from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKey, and_, exists, not_
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base
from models.tables.guest_link import GuestLink


class GuestGroup(Base):
    __tablename__ = "guest_group"

    # A link has one group, so the link's id is the key.
    link_id: Mapped[int] = mapped_column(ForeignKey(GuestLink.id), primary_key=True, autoincrement=False)
    created_at: Mapped[datetime]

    @classmethod
    def missing(cls, now: datetime) -> ColumnElement[bool]:
        """The guest link is not over and has no group, so its owner's list of groups would not show it. For a query on
        GuestLink."""
        return and_(not_(GuestLink.over(now)), not_(exists().where(cls.link_id == GuestLink.id)))
