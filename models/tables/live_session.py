"""Where a live session's stream comes from, and when it is on."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, String, case
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base
from models.tables.media_item import MediaItem


class LiveState(StrEnum):
    UPCOMING = "upcoming"
    # It is on, but its encoder has written nothing yet: only the disk knows (`plumbing/streams.py`).
    WAITING = "waiting"
    ON = "on"
    ENDED = "ended"


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

    @classmethod
    def state(cls, now: datetime) -> ColumnElement[str]:
        """Begins at the instant `starts_at`, and is over from the instant `ended_at` on."""
        return case(
            (cls.ended_at <= now, LiveState.ENDED.value),
            (cls.starts_at > now, LiveState.UPCOMING.value),
            else_=LiveState.ON.value,
        )


@dataclass(frozen=True)
class LiveStream:
    """What sending a stream of ours needs to know of it."""

    folder: str
    state: LiveState
