"""Editing a guest link: its name, click limit, start and end. Its address stays (contract 2.52).

A link whose end has passed, or that its owner has ended, lives again when its end is moved (contract 2.56).
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from models.errors import NotFound
from models.links.bounding import below_spent, check_changes, in_utc
from models.plumbing.changed_fields import changed_fields
from models.plumbing.database import insert_missing
from models.plumbing.folding import fold
from models.site.audit import changed
from models.site.locks import lock_media
from models.site.modules import bounds
from models.tables import GuestEntry, GuestGroup, GuestLink, MediaItem, Workflow
from models.tables.workflow import Event


@dataclass(frozen=True)
class LinkFields:
    """What the form *Edit* shows, and what it sends. None is: `clicks` unlimited, `starts_at` no start, `ends_at`
    never."""

    name: str
    clicks: int | None
    starts_at: datetime | None
    ends_at: datetime | None

    def in_utc(self) -> "LinkFields":
        return replace(self, starts_at=in_utc(self.starts_at), ends_at=in_utc(self.ends_at))


@dataclass(frozen=True)
class Effects:
    """How many guests will have to enter again, and how many clicks are left for them. None: any number."""

    enter_again: int
    clicks_left: int | None


class Edited(NamedTuple):
    link: GuestLink
    # What has changed, in the words of the audit log. Empty: nothing.
    told: str = ""


def fields_of(link: GuestLink) -> LinkFields:
    """A link that its owner has ended shows the instant at which that was."""
    return LinkFields(link.name, link.click_limit, link.starts_at, link.end)


def edit_link(db: Session, link_id: int, *, shown: LinkFields, wanted: LinkFields, now: datetime) -> Edited:
    """Only fields that differ from `shown` are judged and written. Names are clean already. Raises Invalid, which names
    the field, ChangedMeanwhile if somebody else has changed one of them since, and NotFound."""
    media, link, has_expired = _lock(db, link_id, now=now)
    current = fields_of(link)
    changes = changed_fields(vars(current), vars(shown.in_utc()), vars(wanted.in_utc()))
    if not changes:
        return Edited(link)
    check_changes(changes, replace(current, **changes), link.clicks, bounds(db), now=now)
    values = _values(changes)
    if "ends_at" in changes and has_expired:
        values |= _revive(db, media, link, now=now)
    _write(db, link, values)
    return Edited(link, _told(current, changes))


def effects_of(db: Session, link_id: int, *, shown: LinkFields, wanted: LinkFields, now: datetime) -> Effects:
    """What saving would mean for the guests. Changes nothing. Raises NotFound."""
    row = db.execute(_with_expiry(link_id, now)).one_or_none()
    if row is None:
        raise _unknown(link_id)
    link, has_expired = row
    left = None if wanted.clicks is None else max(0, wanted.clicks - link.clicks)
    if not has_expired or wanted.ends_at == shown.ends_at:
        return Effects(0, left)
    return Effects(_guests(db, link), left)


def _guests(db: Session, link: GuestLink) -> int:
    """Those who have entered in the present epoch. The guests of earlier epochs are out for good: whatever ended one
    left a workflow."""
    of_link = or_(Workflow.link_id == link.id, Workflow.event == Event.ACCESS_OFF)
    ended = select(func.max(Workflow.created_at)).where(Workflow.media_id == link.media_id, of_link)
    before = db.scalar(ended.where(Workflow.epoch < link.access_epoch))
    entries = select(func.count()).where(GuestEntry.link_id == link.id, GuestEntry.removed_at.is_(None))
    return db.scalar(entries if before is None else entries.where(GuestEntry.entered_at > before)) or 0


def _with_expiry(link_id: int, now: datetime) -> Any:
    """The link, and whether its guest sessions are gone or going. A sweep whose clock is a moment ahead of ours may
    have recorded an expiry that we do not see yet."""
    gone = GuestLink.expired(now) | GuestLink.expiry_recorded_at.is_not(None)
    return select(GuestLink, gone).where(GuestLink.id == link_id, GuestLink.deleted_at.is_(None))


def _lock(db: Session, link_id: int, *, now: datetime) -> tuple[MediaItem, GuestLink, bool]:
    """The item first, then the link. No guest is admitted until the commit."""
    media_id = db.scalar(select(GuestLink.media_id).where(GuestLink.id == link_id))
    if media_id is None:
        raise _unknown(link_id)
    media = lock_media(db, media_id)
    locked = _with_expiry(link_id, now).with_for_update(of=GuestLink, key_share=True)
    row = db.execute(locked, execution_options={"populate_existing": True}).one_or_none()
    if row is None:
        raise _unknown(link_id)
    return media, row[0], row[1]


def _unknown(link_id: int) -> NotFound:
    """There is none, or it is deleted."""
    return NotFound("There is no guest link %(id)s.", id=str(link_id))


def _told(current: LinkFields, changes: dict[str, Any]) -> str:
    """The name, and each other field that changes, before and after."""
    name = [changed(current.name, changes.get("name", current.name))]
    others = [field for field in ("clicks", "starts_at", "ends_at") if field in changes]
    return " · ".join(name + [f"{field}: {changed(getattr(current, field), changes[field])}" for field in others])


def _values(changes: dict[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if "name" in changes:
        values |= {"name": changes["name"], "folded": fold(changes["name"])}
    if "clicks" in changes:
        # If the new limit is reached too, the sweep records that.
        values |= {"click_limit": changes["clicks"], "limit_recorded_at": None}
    if "starts_at" in changes:
        values["starts_at"] = changes["starts_at"]
    if "ends_at" in changes:
        values |= {"expires_at": changes["ends_at"], "ended_at": None}
    return values


def _revive(db: Session, media: MediaItem, link: GuestLink, *, now: datetime) -> dict[str, Any]:
    """A new epoch, for this link alone: earlier guest sessions do not come back, and those of other links stay. Returns
    the values of the link."""
    if link.expiry_recorded_at is None:
        # Otherwise no sweep would ever begin it, because the link is not expired any more. Its step `tell_owner` finds
        # that the cause has gone.
        ended = Workflow.for_event(
            Event.LINK_EXPIRED, media_id=media.id, link_id=link.id, epoch=link.access_epoch, now=now
        )
        db.add(ended)
    media.access_epoch += 1
    db.flush()
    if link.access_on:
        insert_missing(db, GuestGroup, link_id=link.id, created_at=now)
    return {"access_epoch": media.access_epoch, "expiry_recorded_at": None}


def _write(db: Session, link: GuestLink, values: dict[str, Any]) -> None:
    """Checks the limit in the statement that writes it, so it is never below the clicks spent."""
    limit = values.get("click_limit")
    written = update(GuestLink).where(GuestLink.id == link.id, *([] if limit is None else [GuestLink.clicks <= limit]))
    done = written.values(values).returning(GuestLink.id)
    if db.scalar(done, execution_options={"synchronize_session": False}) is None:
        raise below_spent(db.scalar(select(GuestLink.clicks).where(GuestLink.id == link.id)) or 0)
    db.refresh(link)
