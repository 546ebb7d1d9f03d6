"""A guest link: a named way in to one media item, with the SQL rules that decide whether it admits."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    and_,
    case,
    exists,
    false,
    not_,
    or_,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.tables.base import Base, partial_index
from models.tables.media_item import MediaItem
from models.tables.module import Module
from models.tables.token_alphabet import TokenAlphabet

SLOTS = (1, 2, 3)


class LinkStatus(StrEnum):
    """The statuses of contract 2.31, in its order."""

    MEDIA_GONE = "media_gone"
    DELETED = "deleted"
    UNAVAILABLE = "unavailable"
    EXPIRED = "expired"
    LIMIT_REACHED = "limit_reached"
    OFF = "off"
    NOT_YET = "not_yet"
    ACTIVE = "active"


class GuestLink(Base):
    __tablename__ = "guest_link"
    __table_args__ = (
        # A link that is not deleted has one of three slots, and no two links of an item have the same one. So the
        # database refuses a fourth link (contract 2.10).
        UniqueConstraint("media_id", "slot"),
        CheckConstraint("slot BETWEEN 1 AND 3", name="slot"),
        CheckConstraint("(slot IS NULL) = (deleted_at IS NOT NULL)", name="deleting_frees_the_slot"),
        CheckConstraint("clicks >= 0 AND (click_limit IS NULL OR clicks <= click_limit)", name="clicks"),
        CheckConstraint("click_limit BETWEEN 1 AND 1000000", name="click_limit"),
        # One for each sweep over links. It holds only links that may be due, so a sweep with nothing to do is fast.
        partial_index(
            "ix_guest_link_due_expiry", "expires_at", where="expiry_recorded_at IS NULL AND deleted_at IS NULL"
        ),
        partial_index(
            "ix_guest_link_due_limit",
            "id",
            where="limit_recorded_at IS NULL AND deleted_at IS NULL AND clicks >= click_limit",
        ),
        partial_index("ix_guest_link_may_need_group", "id", where="deleted_at IS NULL AND access_on"),
        partial_index("ix_guest_link_key", "key_id", where="deleted_at IS NULL"),
        partial_index("ix_guest_link_incomplete", "id", where="folded IS NULL AND deleted_at IS NULL"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    media_id: Mapped[int] = mapped_column(ForeignKey(MediaItem.id))
    slot: Mapped[int | None]
    name: Mapped[str] = mapped_column(String(100))
    # The token is derived from this salt and the key with this id (`keys.key_id`). Only its SHA-256 is stored.
    key_id: Mapped[str] = mapped_column(String(12))
    token_salt: Mapped[bytes] = mapped_column(LargeBinary(16))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    # The default is for rows of an older version of Guestlink, which may still run while this one is being installed.
    token_alphabet: Mapped[str] = mapped_column(String(9), server_default=TokenAlphabet.BASE64URL.value)
    click_limit: Mapped[int | None]
    clicks: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    # The instant from which it admits (contract 2.51). None: from the beginning.
    starts_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    # *End now*: it counts as expired, whatever the clock says (contract 2.53).
    ended_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]
    # Copies of the item's switch, epoch and availability, set in the transaction that changes the item. So an admission
    # reads and locks this one row only, and an owner who switches off does not wait for many guests (facts 25). The
    # epoch is behind the item's where another link lives again: that one alone has got the new number (contract 1.13).
    access_on: Mapped[bool]
    access_epoch: Mapped[int]
    media_available: Mapped[bool] = mapped_column(default=True)
    # The owner is disabled, and the site's setting says that their links stop. A copy too (contract 12.31).
    owner_stopped: Mapped[bool] = mapped_column(default=False, server_default=false())
    # Ends all visits of the link when it grows, one that is just being made included (contract 2.50).
    play_epoch: Mapped[int] = mapped_column(default=0, server_default="0")
    # What the sweeps have recorded. Only they read it: it decides neither the status nor who may enter (contract 2.32).
    expiry_recorded_at: Mapped[datetime | None]
    limit_recorded_at: Mapped[datetime | None]
    # The name as it is searched (`folding.fold`). None until it is made, for a row of an older version.
    folded: Mapped[str | None] = mapped_column(Text, deferred=True)

    media: Mapped[MediaItem] = relationship(lazy="joined")

    @property
    def end(self) -> datetime | None:
        """When it ends or has ended, by the clock or by its owner. None: never."""
        return self.ended_at or self.expires_at

    @classmethod
    def expired(cls, now: datetime) -> ColumnElement[bool]:
        """At the instant `expires_at` itself, not only after it (contract 2.19), or ended by its owner."""
        return or_(cls.ended_at.is_not(None), cls._past_its_end(now))

    @classmethod
    def _past_its_end(cls, now: datetime) -> ColumnElement[bool]:
        return and_(cls.expires_at.is_not(None), cls.expires_at <= now)

    @classmethod
    def not_started(cls, now: datetime) -> ColumnElement[bool]:
        """At the instant `starts_at` itself, it has started (contract 2.51)."""
        return and_(cls.starts_at.is_not(None), cls.starts_at > now)

    @classmethod
    def limit_reached(cls) -> ColumnElement[bool]:
        return and_(cls.click_limit.is_not(None), cls.clicks >= cls.click_limit)

    @classmethod
    def _causes(cls, now: datetime) -> dict[str, ColumnElement[bool]]:
        """All reasons why a link does not admit. The status is the first that is true in this order (contract 2.31)."""
        return {
            LinkStatus.MEDIA_GONE.value: not_(cls.media_available),
            LinkStatus.DELETED.value: cls.deleted_at.is_not(None),
            LinkStatus.UNAVAILABLE.value: or_(not_(Module.guest_links_on()), cls.owner_stopped),
            LinkStatus.EXPIRED.value: cls.expired(now),
            LinkStatus.LIMIT_REACHED.value: cls.limit_reached(),
            LinkStatus.OFF.value: not_(cls.access_on),
            LinkStatus.NOT_YET.value: cls.not_started(now),
        }

    @classmethod
    def status(cls, now: datetime) -> ColumnElement[str]:
        """`active`, or the name of the first cause that is true."""
        return case(*((is_true, name) for name, is_true in cls._causes(now).items()), else_=LinkStatus.ACTIVE.value)

    @classmethod
    def admits(cls, now: datetime) -> ColumnElement[bool]:
        """Whether a new guest may enter."""
        return not_(or_(*cls._causes(now).values()))

    @classmethod
    def allows_load(cls, now: datetime) -> ColumnElement[bool]:
        """Whether a guest who was admitted may load the page. The click limit stops new guests only."""
        return not_(or_(*(is_true for name, is_true in cls._causes(now).items() if name != LinkStatus.LIMIT_REACHED)))

    @classmethod
    def over(cls, now: datetime) -> ColumnElement[bool]:
        """Deleted, expired or off: nobody can enter, and no guest can load the page. Its guest group is not needed."""
        return or_(cls.deleted_at.is_not(None), cls.expired(now), not_(cls.access_on))

    @classmethod
    def incomplete(cls) -> ColumnElement[bool]:
        """An older version has written it, without the text that is searched."""
        return and_(cls.folded.is_(None), cls.deleted_at.is_(None))

    @classmethod
    def may_need_group(cls) -> ColumnElement[bool]:
        """Written as in the index `ix_guest_link_may_need_group`. Otherwise PostgreSQL would not use it."""
        return and_(cls.deleted_at.is_(None), cls.access_on)

    @classmethod
    def remains(cls) -> ColumnElement[bool]:
        """Neither it nor its item is deleted. For a query that joins its item."""
        return and_(cls.deleted_at.is_(None), MediaItem.deleted_at.is_(None))

    @classmethod
    def needs_its_key(cls) -> ColumnElement[bool]:
        """Its owner may still copy its address, so the key that made its token must stay among the site's keys."""
        item_is_there = exists().where(MediaItem.id == cls.media_id, MediaItem.deleted_at.is_(None))
        return and_(cls.deleted_at.is_(None), item_is_there)

    @classmethod
    def expiry_due(cls, now: datetime) -> ColumnElement[bool]:
        """*End now* is recorded when it is said, so this asks for ends by the clock only."""
        return and_(cls._past_its_end(now), cls._expiry_unrecorded())

    @classmethod
    def expiry_awaited(cls, now: datetime) -> ColumnElement[bool]:
        return and_(cls.expires_at > now, cls._expiry_unrecorded())

    @classmethod
    def _expiry_unrecorded(cls) -> ColumnElement[bool]:
        """Written as in the index `ix_guest_link_due_expiry`. Otherwise PostgreSQL would not use it."""
        return and_(cls.expiry_recorded_at.is_(None), cls.deleted_at.is_(None))

    @classmethod
    def limit_due(cls) -> ColumnElement[bool]:
        return and_(cls.clicks >= cls.click_limit, cls.limit_recorded_at.is_(None), cls.deleted_at.is_(None))
