"""A tag: a word that an owner puts on a media item."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base
from models.tables.media_item import MediaItem


class MediaTag(Base):
    __tablename__ = "media_tag"

    media_id: Mapped[int] = mapped_column(ForeignKey(MediaItem.id), primary_key=True)
    name: Mapped[str] = mapped_column(String(100), primary_key=True)
