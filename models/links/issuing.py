"""Creating and deleting guest links."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models.errors import Forbidden, Invalid, ThreeLinks
from models.links import tokens
from models.plumbing import keys
from models.site.locks import lock_media, media_for_update
from models.tables import GuestGroup, GuestLink, MediaItem, Module, Workflow
from models.tables.guest_link import SLOTS
from models.tables.media_item import Kind
from models.tables.module import INVITETOMEDIA
from models.tables.workflow import Event


@dataclass(frozen=True)
class NewLink:
    """What an owner chose for a new link. `clicks`: None is unlimited. `days`: None is no end."""

    name: str
    clicks: int | None
    days: int | None


@dataclass(frozen=True)
class Bounds:
    """The admin's settings for new links: what the form is filled in with, and the largest values (contract 2.9)."""

    default_clicks: int | None
    most_clicks: int | None
    default_days: int | None
    most_days: int | None

    def check(self, new: NewLink) -> None:
        """Raises Invalid, which names the field. Where there is a largest value, blank is refused too."""
        if self.most_clicks is not None and new.clicks is None:
            raise Invalid("clicks", "Enter a number of clicks: links on this site must have a limit")
        if self.most_clicks is not None and new.clicks is not None and new.clicks > self.most_clicks:
            raise Invalid(
                "clicks", "%(label)s must be %(most)s or fewer", label="Number of clicks", most=self.most_clicks
            )
        if self.most_days is not None and new.days is None:
            raise Invalid("days", "Enter a number of days: links on this site must end")
        if self.most_days is not None and new.days is not None and new.days > self.most_days:
            raise Invalid("days", "%(label)s must be %(most)s or fewer", label="Number of days", most=self.most_days)


def bounds(db: Session) -> Bounds:
    columns = (Module.default_clicks, Module.most_clicks, Module.default_days, Module.most_days)
    return Bounds(*db.execute(select(*columns).where(Module.name == INVITETOMEDIA)).one())


def create_link(db: Session, media_id: int, new: NewLink, *, now: datetime) -> GuestLink:
    """Raises Invalid (the admin's largest values), ThreeLinks, Forbidden (a channel room) and NotFound."""
    media = lock_media(db, media_id)
    if media.kind == Kind.CHANNEL_ROOM:
        raise Forbidden("Channel rooms never have guest access.")
    bounds(db).check(new)
    taken = set(db.scalars(select(GuestLink.slot).where(GuestLink.media_id == media_id, GuestLink.slot.is_not(None))))
    free = [slot for slot in SLOTS if slot not in taken]
    if not free:
        raise ThreeLinks
    link = _link_row(media, new, slot=free[0], now=now)
    try:
        db.add(link)
        db.flush()
    except IntegrityError:
        # The item's row is locked, so this should not happen. The constraint would still refuse a fourth link.
        raise ThreeLinks from None
    db.add(GuestGroup(link_id=link.id, created_at=now))
    return link


def _link_row(media: MediaItem, new: NewLink, *, slot: int, now: datetime) -> GuestLink:
    salt = tokens.new_salt()
    return GuestLink(
        media=media,
        slot=slot,
        name=new.name,
        token_salt=salt,
        key_id=keys.key_id(),
        token_hash=keys.digest(tokens.new_token(salt)),
        click_limit=new.clicks,
        created_at=now,
        # Exactly N x 24 hours, also when the clocks change (contract 2.20).
        expires_at=None if new.days is None else now + timedelta(hours=24 * new.days),
        access_on=media.guest_access,
        access_epoch=media.access_epoch,
        media_available=media.missing_since is None,
    )


def delete_link(db: Session, link_id: int, *, now: datetime) -> None:
    """The token never works again, and another link may take its place (contract 2.27). Safe to call twice."""
    media_id = db.scalar(select(GuestLink.media_id).where(GuestLink.id == link_id))
    db.scalar(media_for_update().where(MediaItem.id == media_id))
    epoch = db.scalar(
        update(GuestLink)
        .where(GuestLink.id == link_id, GuestLink.deleted_at.is_(None))
        .values(deleted_at=now, slot=None)
        .returning(GuestLink.access_epoch)
    )
    if epoch is not None and media_id is not None:
        db.add(Workflow.for_event(Event.LINK_DELETED, media_id=media_id, link_id=link_id, epoch=epoch, now=now))
