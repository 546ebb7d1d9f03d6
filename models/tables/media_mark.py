"""Tags and likes, which people put on a media item."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base
from models.tables.media_item import MediaItem
from models.tables.user import User


class MediaTag(Base):
    __tablename__ = "media_tag"

    media_id: Mapped[int] = mapped_column(ForeignKey(MediaItem.id), primary_key=True)
    name: Mapped[str] = mapped_column(String(100), primary_key=True)


class MediaLike(Base):
    __tablename__ = "media_like"

    media_id: Mapped[int] = mapped_column(ForeignKey(MediaItem.id), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id), primary_key=True, index=True)
    liked_at: Mapped[datetime]
