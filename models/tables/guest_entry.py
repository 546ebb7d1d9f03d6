"""The record of one admission: who entered, when, and by which link."""

from datetime import datetime, timedelta

from sqlalchemy import BigInteger, CheckConstraint, ColumnElement, ForeignKey, String, Text, UniqueConstraint, and_
from sqlalchemy.orm import Mapped, mapped_column

from models.plumbing.folding import fold
from models.tables.base import Base, partial_index
from models.tables.folded import LETTERS_IN_ORDER, second_line
from models.tables.guest_link import GuestLink


class GuestEntry(Base):
    __tablename__ = "guest_entry"
    __table_args__ = (
        # These two refuse a second entry with the same ordinal, and an ordinal above the limit. So even code that
        # counted wrongly could not admit more guests than the link allows.
        UniqueConstraint("link_id", "ordinal"),
        CheckConstraint("ordinal >= 1 AND (click_limit IS NULL OR ordinal <= click_limit)", name="ordinal"),
        partial_index("ix_guest_entry_due_erasure", "entered_at", where="erased_at IS NULL"),
        partial_index("ix_guest_entry_removed", "link_id", "id", where="removed_at IS NOT NULL"),
        partial_index("ix_guest_entry_incomplete", "id", where="folded IS NULL AND erased_at IS NULL"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    link_id: Mapped[int] = mapped_column(ForeignKey(GuestLink.id))
    # Which click of the link this was: 1 for its first guest.
    ordinal: Mapped[int]
    # A copy of the link's limit, because a check sees only its own row.
    click_limit: Mapped[int | None]
    name: Mapped[str | None] = mapped_column(String(100))
    email: Mapped[str | None] = mapped_column(String(254))
    entered_at: Mapped[datetime]
    # The form that was admitted. It is unique, so sending the same form twice is one click.
    form_hash: Mapped[str] = mapped_column(String(64), unique=True)
    # When name and email were erased, after the retention time. The entry itself still counts (contract 5.12).
    erased_at: Mapped[datetime | None]
    # Of the visits whose rows are removed (contract 4.50). See `Visit` for what the numbers mean.
    last_seen_at: Mapped[datetime | None]
    watched_seconds: Mapped[int] = mapped_column(server_default="0")
    watched_parts: Mapped[int] = mapped_column(BigInteger, server_default="0")
    # When an owner removed this guest (contract 2.55).
    removed_at: Mapped[datetime | None]
    # Name and email as they are searched (`folding.fold`), erased with them. None until it is made.
    folded: Mapped[str | None] = mapped_column(Text, deferred=True)

    @classmethod
    def incomplete(cls) -> ColumnElement[bool]:
        """An older version has written it, without the text that is searched."""
        return and_(cls.folded.is_(None), cls.erased_at.is_(None))

    @classmethod
    def may_have_address(cls, email: str) -> ColumnElement[bool]:
        """In the words of the index `ix_guest_entry_by_email` (facts 232). True of all entries of this address, in any
        capitals, and of a few others, if their text is made. Texts of older versions may have one line."""
        lines = ("", fold(email)[:LETTERS_IN_ORDER])
        return and_(cls.folded.is_not(None), second_line(cls.folded).in_(lines))

    @classmethod
    def erasure_due(cls, now: datetime, days: int) -> ColumnElement[bool]:
        return and_(cls.erased_at.is_(None), cls.entered_at <= now - timedelta(days=days))
