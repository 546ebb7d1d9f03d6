"""What is being made of an uploaded recording so that it plays everywhere (contract 8.30)."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base
from models.tables.media_item import MediaItem
from models.tables.workflow import Workflow


class Preparation(Base):
    """One for each item, the latest. Whether it is open, done or set aside is the state of its workflow."""

    __tablename__ = "preparation"

    media_id: Mapped[int] = mapped_column(ForeignKey(MediaItem.id), primary_key=True, autoincrement=False)
    workflow_id: Mapped[int] = mapped_column(ForeignKey(Workflow.id), index=True)
    # The stored name of the uploaded file that it is made from.
    source_name: Mapped[str] = mapped_column(String(80))
    # In percent.
    progress: Mapped[int] = mapped_column(default=0)
    # Why the last try failed, or what it waits for: a sentence of ours in English.
    trouble: Mapped[str | None] = mapped_column(String(300))
    # How much of a file that was cut off could be used. None for a whole file.
    usable_seconds: Mapped[float | None]
    # What the uploaded file is, for its owner's page: its container, the codecs of its picture and sound in FFmpeg's
    # words, and whether one of them has to be encoded. None if it was uploaded before this was noted.
    container: Mapped[str | None] = mapped_column(String(60))
    codecs: Mapped[str | None] = mapped_column(String(120))
    is_encoded: Mapped[bool | None]
    # When its owner dismissed the notice that it failed. None again when it is tried again.
    failure_seen_at: Mapped[datetime | None]
