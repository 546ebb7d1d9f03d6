"""The files of a media item: the recording, its poster, its captions. A row goes when its file is erased."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.plumbing import storage
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
    # Random, in the media folder or the bucket; never the name that was uploaded. Written once, so it is the ETag too.
    stored_name: Mapped[str] = mapped_column(String(80), unique=True)
    content_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(BigInteger)
    duration_seconds: Mapped[float | None]
    width: Mapped[int | None]
    height: Mapped[int | None]
    created_at: Mapped[datetime]
    # When the file was last looked for: those looked for longest ago come first.
    checked_at: Mapped[datetime | None] = mapped_column(index=True)

    @classmethod
    def recording_gone(cls, db: Session, media_id: int) -> bool:
        """Looked for at this very moment, where it lies: no worker need have noticed it (SPEC 2, file missing). False
        for what has no recording. Raises MediaAway."""
        name = db.scalar(select(cls.stored_name).where(cls.media_id == media_id, cls.role == FileRole.VIDEO))
        return name is not None and not storage.has(name)

    @classmethod
    def first_cause(cls, db: Session, media_id: int, status: str) -> str:
        """Of a link's status and a recording that is gone at this very moment, which comes first. Raises MediaAway."""
        return "media_gone" if cls.recording_gone(db, media_id) else status


@dataclass(frozen=True)
class Playable:
    """What sending a file needs to know of it."""

    stored_name: str
    content_type: str
    size: int
