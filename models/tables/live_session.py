"""Where a live session's stream comes from, and when it is on."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base
from models.tables.media_item import MediaItem


class LiveSession(Base):
    __tablename__ = "live_session"
    __table_args__ = (
        # Served by us, segment by segment, or by somebody else: never both, never neither.
        CheckConstraint("(folder IS NULL) <> (playlist_url IS NULL)", name="one_source"),
    )

    media_id: Mapped[int] = mapped_column(ForeignKey(MediaItem.id), primary_key=True, autoincrement=False)
    # The name of a folder below the live folder, into which an encoder writes HLS.
    folder: Mapped[str | None] = mapped_column(String(100))
    playlist_url: Mapped[str | None] = mapped_column(String(2000))
    starts_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
