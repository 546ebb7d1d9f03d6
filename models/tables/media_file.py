"""The files of a media item: its recording, its poster, its captions. A row is deleted when its file is erased."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ColumnElement, ForeignKey, Index, Row, String, and_, or_, select
from sqlalchemy.orm import Mapped, aliased, mapped_column

from models.tables.base import GIVES_IDS_ONCE, Base, partial_index
from models.tables.media_item import MediaItem

# A value, or the parameter of a statement that is built once.
SqlText = str | ColumnElement[str]
SqlNumber = int | ColumnElement[int]


class FileRole(StrEnum):
    # As it was uploaded, for owners only. None if that file itself is sent.
    ORIGINAL = "original"
    # What is sent to guests: one file of each content type. The stored word is that of the first version, which still
    # reads it while a site is upgraded.
    PLAYABLE = "video"
    POSTER = "poster"
    CAPTIONS = "captions"
    # The file that replaces the recording, and the poster drawn from it, until they take its place (contract 4.54).
    NEXT = "next"
    NEXT_POSTER = "next_poster"
    # A file to play that was replaced. Pages that were loaded before still play it.
    REPLACED = "replaced"


class MediaFile(Base):
    __tablename__ = "media_file"
    __table_args__ = (
        Index("ix_media_file_of_type", "media_id", "role", "language", "content_type", unique=True),
        partial_index("ix_media_file_single", "media_id", "role", "language", where="role <> 'video'", unique=True),
        CheckConstraint(
            "role IN ('original', 'video', 'poster', 'captions', 'next', 'next_poster', 'replaced')", name="role"
        ),
        GIVES_IDS_ONCE,
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
    # When the version before this one last looked for the file. Only that version still uses it.
    checked_at: Mapped[datetime | None] = mapped_column(index=True)
    replaced_at: Mapped[datetime | None]

    @classmethod
    def wanted(cls, role: str, language: SqlText, file_id: SqlNumber | None) -> ColumnElement[bool]:
        """Of several playable files `file_id` names one. Without it, it is the one that every browser plays: MP4 comes
        before WebM."""
        if file_id is not None and role == FileRole.PLAYABLE:
            # An open page keeps to its file, also when that is replaced.
            return and_(cls.id == file_id, or_(cls.role == role, cls.role == FileRole.REPLACED))
        wanted = and_(cls.role == role, cls.language == language)
        if file_id is not None:
            return and_(wanted, cls.id == file_id)
        # A short name, as in `LiveSession`.
        other = aliased(cls, name="better")
        better = select(other.id).where(
            other.media_id == cls.media_id, other.role == cls.role, other.content_type < cls.content_type
        )
        return and_(wanted, ~better.exists()) if role == FileRole.PLAYABLE else wanted


@dataclass(frozen=True)
class FileToSend:
    """What the web needs to send a file."""

    stored_name: str
    content_type: str
    size: int

    @classmethod
    def of(cls, file: MediaFile | Row[Any]) -> "FileToSend":
        """A row may have these columns alone."""
        return cls(file.stored_name, file.content_type, file.size)
