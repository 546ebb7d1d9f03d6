"""Issuing guest links, and taking them back."""

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
class LinkForm:
    """A validated form: `clicks` None is unlimited, `days` None is for ever."""

    name: str
    clicks: int | None
    days: int | None


@dataclass(frozen=True)
class Bounds:
    """The admin's: what *Create new link* fills in, and the most it takes. None: only contract 6.5, 6.6 apply."""

    default_clicks: int | None
    most_clicks: int | None
    default_days: int | None
    most_days: int | None

    def check(self, form: LinkForm) -> None:
        """Raises Invalid, naming the field: with a largest value, blank is too many."""
        if self.most_clicks is not None and form.clicks is None:
            raise Invalid("clicks", "Enter a number of clicks: links on this site must have a limit")
        if self.most_clicks is not None and form.clicks is not None and form.clicks > self.most_clicks:
            raise Invalid(
                "clicks", "%(label)s must be %(most)s or fewer", label="Number of clicks", most=self.most_clicks
            )
        if self.most_days is not None and form.days is None:
            raise Invalid("days", "Enter a number of days: links on this site must end")
        if self.most_days is not None and form.days is not None and form.days > self.most_days:
            raise Invalid("days", "%(label)s must be %(most)s or fewer", label="Number of days", most=self.most_days)


def bounds(db: Session) -> Bounds:
    columns = (Module.default_clicks, Module.most_clicks, Module.default_days, Module.most_days)
    return Bounds(*db.execute(select(*columns).where(Module.name == INVITETOMEDIA)).one())


def create_link(db: Session, media_id: int, form: LinkForm, *, now: datetime) -> GuestLink:
    """A new link in the lowest free place. Raises Invalid (the admin's bounds), ThreeLinks, Forbidden (channel rooms),
    NotFound."""
    media = lock_media(db, media_id)
    if media.kind == Kind.CHANNEL_ROOM:
        raise Forbidden("Channel rooms never have guest access.")
    bounds(db).check(form)
    taken = set(db.scalars(select(GuestLink.slot).where(GuestLink.media_id == media_id, GuestLink.slot.is_not(None))))
    free = [slot for slot in SLOTS if slot not in taken]
    if not free:
        raise ThreeLinks
    link = _new_link(media, form, slot=free[0], now=now)
    try:
        db.add(link)
        db.flush()
    except IntegrityError:
        # The row lock above makes this unreachable; the constraint stands behind it all the same.
        raise ThreeLinks from None
    db.add(GuestGroup(link_id=link.id, created_at=now))
    return link


def _new_link(media: MediaItem, form: LinkForm, *, slot: int, now: datetime) -> GuestLink:
    salt = tokens.new_salt()
    return GuestLink(
        media=media,
        slot=slot,
        name=form.name,
        token_salt=salt,
        key_id=keys.key_id(),
        token_hash=keys.digest(tokens.new_token(salt)),
        click_limit=form.clicks,
        created_at=now,
        # Exactly N x 24 h, whatever the zone or daylight saving (contract 2.20).
        expires_at=None if form.days is None else now + timedelta(hours=24 * form.days),
        access_on=media.guest_access,
        access_epoch=media.access_epoch,
        media_available=media.missing_since is None,
    )


def delete_link(db: Session, link_id: int, *, now: datetime) -> None:
    """The token never works again, the place is free, the other links' guests notice nothing. Twice is once."""
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
