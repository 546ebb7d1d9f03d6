"""A media item, which an owner shares: a video, audio recording, live session, room or channel room."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Select,
    String,
    Text,
    UniqueConstraint,
    and_,
    false,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, aliased, mapped_column, relationship

from models.tables.base import GIVES_IDS_ONCE, Base, partial_index
from models.tables.user import Role, User


class Kind(StrEnum):
    VIDEO = "video"
    AUDIO = "audio"
    LIVE = "live"
    ROOM = "room"
    CHANNEL_ROOM = "channel_room"


# The kinds that were uploaded as a file.
RECORDINGS = (Kind.VIDEO, Kind.AUDIO)


class Visibility(StrEnum):
    PRIVATE = "private"
    SITE = "site"


class MediaItem(Base):
    __tablename__ = "media_item"
    __table_args__ = (
        CheckConstraint("kind IN ('video', 'audio', 'live', 'room', 'channel_room')", name="kind"),
        CheckConstraint("visibility IN ('private', 'site')", name="visibility"),
        CheckConstraint("kind <> 'channel_room' OR NOT guest_access", name="channel_rooms_have_no_guests"),
        partial_index("ix_media_item_site_wide", "id", where="visibility = 'site' AND deleted_at IS NULL"),
        partial_index("ix_media_item_of_owner", "owner_id", "id", where="deleted_at IS NULL"),
        partial_index("ix_media_item_incomplete", "id", where="folded IS NULL AND deleted_at IS NULL"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(String(5000), default="")
    visibility: Mapped[str] = mapped_column(String(20), default=Visibility.PRIVATE)
    owner_id: Mapped[int] = mapped_column(ForeignKey(User.id), index=True)
    created_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]
    missing_since: Mapped[datetime | None]
    guest_access: Mapped[bool] = mapped_column(default=False)
    # Grows by one when access is turned off, when the item is deleted, and when an expired link lives again: then that
    # link alone gets the new number. Guest sessions of an earlier epoch than their link's never load a page again
    # (contract 1.13, 2.25).
    access_epoch: Mapped[int] = mapped_column(default=1)
    # How many views and plays the removed rows of `visit` stood for. The rows that remain are counted when shown.
    past_views: Mapped[int] = mapped_column(default=0)
    past_plays: Mapped[int] = mapped_column(default=0)
    # Title, description and tags as they are searched (`folding.fold_lines`). None until it is made, for a row of an
    # older version (models/site/completing.py).
    folded: Mapped[str | None] = mapped_column(Text, deferred=True)

    owner: Mapped[User] = relationship(lazy="joined")

    @classmethod
    def available(cls) -> ColumnElement[bool]:
        """Not deleted, and its file is not missing."""
        return and_(cls.deleted_at.is_(None), cls.missing_since.is_(None))

    @classmethod
    def incomplete(cls) -> ColumnElement[bool]:
        """An older version has written it, without the text that is searched."""
        return and_(cls.folded.is_(None), cls.deleted_at.is_(None))

    @classmethod
    def editable_by(cls, user: User) -> ColumnElement[bool]:
        """Whether this user is an owner in the sense of contract 1.2: collaborators and admins are owners too."""
        if user.role == Role.ADMIN:
            return cls.deleted_at.is_(None)
        # Two questions, each with an index of its own, so that no list of theirs reads the items of others.
        own = aliased(cls)
        mine = select(own.id).where(own.owner_id == user.id)
        return and_(cls.deleted_at.is_(None), cls.id.in_(mine.union_all(MediaCollaborator.items_of(user))))

    @classmethod
    def helped_by(cls, user: User) -> ColumnElement[bool]:
        """The item of somebody else, of which this user is a collaborator."""
        return and_(cls.owner_id != user.id, cls.id.in_(MediaCollaborator.items_of(user)))

    @classmethod
    def visible_to(cls, user: User | None) -> ColumnElement[bool]:
        """Whether this user may watch it on the owner's side. All signed-in users may watch a site-wide item."""
        if user is None:
            return false()
        return or_(cls.editable_by(user), and_(cls.visibility == Visibility.SITE, cls.deleted_at.is_(None)))


class MediaCollaborator(Base):
    """Somebody who may edit the item, by the address that an owner typed. There may be no account with it yet."""

    __tablename__ = "collaborator"
    __table_args__ = (UniqueConstraint("media_id", "email"), GIVES_IDS_ONCE)

    id: Mapped[int] = mapped_column(primary_key=True)
    media_id: Mapped[int] = mapped_column(ForeignKey(MediaItem.id))
    # In small letters, as in accounts.
    email: Mapped[str] = mapped_column(String(254), index=True)
    # Whose account it is. None until somebody signs in with this address; from then on their address may change.
    user_id: Mapped[int | None] = mapped_column(ForeignKey(User.id), index=True)

    @classmethod
    def items_of(cls, user: User) -> Select[int]:
        """The ids of the items of which this user is a collaborator."""
        return select(cls.media_id).where(cls.is_person(user))

    @classmethod
    def is_person(cls, user: User) -> ColumnElement[bool]:
        return or_(cls.user_id == user.id, cls.is_awaiting(user.email))

    @classmethod
    def is_awaiting(cls, email: str) -> ColumnElement[bool]:
        return and_(cls.user_id.is_(None), cls.email == email)
