"""A visit: one media page that a guest has loaded. It carries the right to play (contract 1.11, 2.42)."""

from datetime import datetime, timedelta

from sqlalchemy import BigInteger, ColumnElement, Exists, ForeignKey, String, and_, case, func, select
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, partial_index, seconds_between
from models.tables.guest_link import GuestLink
from models.tables.guest_session import GuestSession
from models.tables.media_item import MediaItem

LONGEST_SILENCE = timedelta(minutes=5)
LONGEST_VISIT = timedelta(hours=12)
# Signs of life are written at most this often (contract 2.43).
SIGN_WRITTEN_EVERY = timedelta(minutes=1)
# The row stays for this long after the end.
KEPT_AFTER_END = timedelta(minutes=1)
# A report of 0 seconds is kept as this, because 0 says that there was no report.
NOTHING_PLAYED = -1


class Visit(Base):
    __tablename__ = "visit"
    __table_args__ = (
        partial_index("ix_visit_open", "last_seen_at", where="ended_at IS NULL"),
        partial_index("ix_visit_open_since", "started_at", where="ended_at IS NULL"),
        partial_index("ix_visit_ended", "ended_at", where="ended_at IS NOT NULL"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # Stands in the addresses of the page's bytes. It opens nothing without the cookie of the guest session.
    key: Mapped[str] = mapped_column(String(32), unique=True)
    session_id: Mapped[int] = mapped_column(ForeignKey(GuestSession.id, ondelete="CASCADE"), index=True)
    media_id: Mapped[int] = mapped_column(ForeignKey(MediaItem.id), index=True)
    started_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    played_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    # The link's, read in the statement that allowed the page load (contract 2.50).
    play_epoch: Mapped[int] = mapped_column(default=0, server_default="0")
    # As the player reports it (contract 4.50): seconds of playing (0 before the first report, then `NOTHING_PLAYED` or
    # more), and a bit for each of the 50 parts of the recording that were played, the first part in the lowest bit.
    watched_seconds: Mapped[int] = mapped_column(server_default="0")
    watched_parts: Mapped[int] = mapped_column(BigInteger, server_default="0")

    @classmethod
    def live(cls, now: datetime) -> ColumnElement[bool]:
        """Not ended, silent for less than 5 minutes and younger than 12 hours. Needs no sweep to be right."""
        return and_(
            cls.ended_at.is_(None), cls.last_seen_at > now - LONGEST_SILENCE, cls.started_at > now - LONGEST_VISIT
        )

    @classmethod
    def plays(cls, now: datetime) -> ColumnElement[bool]:
        """It is live, its link is still in its play epoch, and its item is available. Then its guest session has the
        play right (contract 2.44, 2.50)."""
        return and_(cls.live(now), cls._in_play_epoch(MediaItem.available()))

    @classmethod
    def connected(cls, now: datetime) -> ColumnElement[bool]:
        """Its guest is here now, as owners see it (contract 4.5). When an item is deleted, or a link ended, they are
        gone, even if no worker has recorded that yet."""
        return and_(cls.live(now), cls._in_play_epoch(MediaItem.deleted_at.is_(None)))

    @classmethod
    def _in_play_epoch(cls, item: ColumnElement[bool]) -> ColumnElement[bool]:
        """Its link is still in the play epoch of this visit, and this is true of its item."""
        link = (
            select(GuestLink.id)
            .join(GuestSession, GuestSession.link_id == GuestLink.id)
            .join(MediaItem, MediaItem.id == GuestLink.media_id)
            .where(GuestSession.id == cls.session_id, GuestLink.play_epoch == cls.play_epoch, item)
        )
        return link.correlate(cls).exists()

    @classmethod
    def seconds_watched(cls) -> ColumnElement[int]:
        """As the player has reported. Without a report it is the time connected since the first play, because then
        the page has no script, or its first report is still to come; 0 if nothing was ever played (contract 4.50)."""
        # Without IS NOT NULL. What removed visits have is asked by RETURNING, and there SQLite 3.40 takes every column
        # for NOT NULL: it would count visits in which nothing was played.
        connected = func.coalesce(seconds_between(cls.played_at, cls.last_seen_at), 0)
        return case((cls.watched_seconds == 0, connected), (cls.watched_seconds < 0, 0), else_=cls.watched_seconds)

    @classmethod
    def live_for_session(cls, now: datetime) -> Exists:
        """The guest session has a live visit. For a query on GuestSession."""
        return select(cls.id).where(cls.session_id == GuestSession.id, cls.live(now)).exists()

    @classmethod
    def silent(cls, now: datetime) -> ColumnElement[bool]:
        """Over for 5 minutes of silence, but `ended_at` is not written yet."""
        return and_(cls.ended_at.is_(None), cls.last_seen_at <= now - LONGEST_SILENCE)

    @classmethod
    def too_long(cls, now: datetime) -> ColumnElement[bool]:
        """Over after 12 hours and not silent, but `ended_at` is not written yet."""
        return and_(
            cls.ended_at.is_(None), cls.started_at <= now - LONGEST_VISIT, cls.last_seen_at > now - LONGEST_SILENCE
        )

    @classmethod
    def removal_due(cls, now: datetime) -> ColumnElement[bool]:
        """Nobody needs its row any more. Its view and its play are counted in its item (contract 4.20)."""
        return and_(cls.ended_at.is_not(None), cls.ended_at <= now - KEPT_AFTER_END)
