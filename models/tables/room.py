"""A room's address. Whether guests also need a signed token depends on the site's settings, not on this row."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base
from models.tables.media_item import MediaItem


class Room(Base):
    __tablename__ = "room"

    media_id: Mapped[int] = mapped_column(ForeignKey(MediaItem.id), primary_key=True, autoincrement=False)
    join_url: Mapped[str] = mapped_column(String(2000))
