"""Creating a guest link."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models.errors import FormSpent, ThreeLinks
from models.links import tokens
from models.links.bounding import check_new, check_start, in_utc
from models.links.switching import check_can_have_guests
from models.people import stopping
from models.plumbing import keys
from models.plumbing.folding import fold
from models.site.locks import lock_media
from models.site.modules import bounds
from models.tables import GuestGroup, GuestLink, MediaItem
from models.tables.guest_link import SLOTS
from models.tables.token_alphabet import TokenAlphabet


@dataclass(frozen=True)
class NewLink:
    """What an owner chose for a new link. `clicks`: None is unlimited. `days`: None is no end. `form_id`: of the form
    that was sent, which makes one link however often it is sent (contract 4.29). `starts_at`: None is from now on; the
    days are counted from it."""

    name: str
    clicks: int | None
    days: int | None
    form_id: str = ""
    starts_at: datetime | None = None

    def ends_at(self, now: datetime) -> datetime | None:
        """Exactly N x 24 hours, also when the clocks change (contract 2.20)."""
        return None if self.days is None else (self.starts_at or now) + timedelta(hours=24 * self.days)


def create_link(db: Session, media_id: int, new: NewLink, *, now: datetime) -> GuestLink:
    """The new link, or the one that this form has made before. Raises Invalid (beyond the admin's largest values, or
    over already), ThreeLinks, FormSpent (that link is deleted), Forbidden (a channel room) and NotFound."""
    media = lock_media(db, media_id)
    check_can_have_guests(media)
    made = _link_made_by_form(db, media_id, new.form_id)
    if made is not None:
        return made
    new = replace(new, starts_at=in_utc(new.starts_at))
    check_new(new.clicks, new.days, bounds(db))
    check_start(new.starts_at, new.days, now=now)
    taken = set(db.scalars(select(GuestLink.slot).where(GuestLink.media_id == media_id, GuestLink.slot.is_not(None))))
    free = [slot for slot in SLOTS if slot not in taken]
    if not free:
        raise ThreeLinks
    link = _link_row(media, new, slot=free[0], now=now)
    link.owner_stopped = stopping.owner_is_stopped(db, media.owner_id)
    try:
        db.add(link)
        db.flush()
    except IntegrityError:
        # The item's row is locked, so this should not happen. The constraint would still refuse a fourth link.
        raise ThreeLinks from None
    db.add(GuestGroup(link_id=link.id, created_at=now))
    return link


def _link_made_by_form(db: Session, media_id: int, form_id: str) -> GuestLink | None:
    """The item's row is locked, so a form that is sent twice at the same moment is found here the second time."""
    if not form_id:
        return None
    salts = tokens.salts_of_form(media_id, form_id)
    made = db.scalar(select(GuestLink).where(GuestLink.media_id == media_id, GuestLink.token_salt.in_(salts)))
    if made is not None and made.deleted_at is not None:
        raise FormSpent
    return made


def _link_row(media: MediaItem, new: NewLink, *, slot: int, now: datetime) -> GuestLink:
    # From the form's id, so that the token's unique hash refuses a second link of the same form.
    salt = tokens.salts_of_form(media.id, new.form_id)[0] if new.form_id else tokens.new_salt()
    return GuestLink(
        media=media,
        slot=slot,
        name=new.name,
        folded=fold(new.name),
        token_salt=salt,
        key_id=keys.key_id(),
        token_hash=keys.digest(tokens.new_token(salt)),
        token_alphabet=TokenAlphabet.LETTERS,
        click_limit=new.clicks,
        created_at=now,
        starts_at=new.starts_at,
        expires_at=new.ends_at(now),
        access_on=media.guest_access,
        access_epoch=media.access_epoch,
        media_available=media.missing_since is None,
    )
