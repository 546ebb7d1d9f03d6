"""A like: that one person likes one media item."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base
from models.tables.media_item import MediaItem
from models.tables.user import User


class MediaLike(Base):
    __tablename__ = "media_like"

    media_id: Mapped[int] = mapped_column(ForeignKey(MediaItem.id), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id), primary_key=True, index=True)
    liked_at: Mapped[datetime]
