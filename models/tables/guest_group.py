"""The system-owned group of the guests of one link; being in it is what lets a guest load the page (contract 1.12)."""

from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKey, and_, exists, not_
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base
from models.tables.guest_link import GuestLink


class GuestGroup(Base):
    __tablename__ = "guest_group"

    # One group a link, so the link's id is its name.
    link_id: Mapped[int] = mapped_column(ForeignKey(GuestLink.id), primary_key=True, autoincrement=False)
    created_at: Mapped[datetime]

    @classmethod
    def missing(cls, now: datetime) -> ColumnElement[bool]:
        """Of a guest link: it is not over, and yet has no group. Every guest of it would be refused."""
        return and_(not_(GuestLink.over(now)), not_(exists().where(cls.link_id == GuestLink.id)))
