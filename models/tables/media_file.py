"""The files of a media item: the recording, its poster, its captions. A row is deleted when its file is erased."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base
from models.tables.media_item import MediaItem


class FileRole(StrEnum):
    VIDEO = "video"
    POSTER = "poster"
    CAPTIONS = "captions"


class MediaFile(Base):
    __tablename__ = "media_file"
    __table_args__ = (
        UniqueConstraint("media_id", "role", "language"),
        CheckConstraint("role IN ('video', 'poster', 'captions')", name="role"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    media_id: Mapped[int] = mapped_column(ForeignKey(MediaItem.id))
    role: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(20), default="")
    # A random name in the media folder or the bucket, never the uploaded name. A file is written once, so this name is
    # also its ETag.
    stored_name: Mapped[str] = mapped_column(String(80), unique=True)
    content_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(BigInteger)
    duration_seconds: Mapped[float | None]
    width: Mapped[int | None]
    height: Mapped[int | None]
    created_at: Mapped[datetime]
    # When we last checked that the file is there. The sweep checks the oldest first.
    checked_at: Mapped[datetime | None] = mapped_column(index=True)


@dataclass(frozen=True)
class FileToSend:
    """What the web needs to send a file."""

    stored_name: str
    content_type: str
    size: int
