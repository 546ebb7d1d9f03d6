"""One-time addresses: making, finding, spending and erasing them (contract 12.43). Only a hash of each is stored."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from sqlalchemy import case, delete, select, update
from sqlalchemy.orm import Session

from models.config.settings import settings
from models.plumbing import keys
from models.plumbing.sweeping import IN_SETS, Swept, among, backlog, claim
from models.tables import User
from models.tables.one_time_address import LIFETIME, OneTimeAddress, Purpose


class Standing(Enum):
    """Unknown is also an address that a newer one has replaced."""

    UNKNOWN = auto()
    WORKS = auto()
    USED = auto()
    EXPIRED = auto()


@dataclass(frozen=True)
class Found:
    standing: Standing
    kind: Purpose | None = None
    # Whose password it sets.
    user: User | None = None


@dataclass(frozen=True)
class NewAddress:
    url: str
    works_until: datetime


def make_address(db: Session, kind: Purpose, user_id: int | None, *, now: datetime) -> NewAddress:
    """The person's earlier addresses that nobody has used stop working. Lock the person first, or the site."""
    forget_unused(db, user_id)
    secret = keys.derive_letters("one-time address", secrets.token_bytes(32))
    db.add(OneTimeAddress(kind=kind, secret_hash=keys.digest(secret), user_id=user_id, made_at=now))
    db.flush()
    return NewAddress(f"{settings().base_url}/setup/{secret}", now + LIFETIME)


def forget_unused(db: Session, user_id: int | None) -> None:
    """Safe to call twice. None: those for setting up the site."""
    unused = OneTimeAddress.user_id.is_not_distinct_from(user_id), OneTimeAddress.used_at.is_(None)
    db.execute(delete(OneTimeAddress).where(*unused))


def found_address(db: Session, secret: str, *, now: datetime) -> Found:
    standing = case((OneTimeAddress.works(now), "WORKS"), (OneTimeAddress.used_at.is_(None), "EXPIRED"), else_="USED")
    row = db.execute(select(OneTimeAddress, standing).where(OneTimeAddress.secret_hash == keys.digest(secret))).first()
    if row is None:
        return Found(Standing.UNKNOWN)
    address, name = row
    return Found(Standing[name], Purpose(address.kind), address.user)


def spend(db: Session, secret: str, *, now: datetime) -> bool:
    """False if it does not work, or somebody else has just spent it."""
    mine = OneTimeAddress.secret_hash == keys.digest(secret), OneTimeAddress.works(now)
    spent = update(OneTimeAddress).where(*mine).values(used_at=now).returning(OneTimeAddress.id)
    return db.scalar(spent) is not None


def end_of_unused(db: Session, user_id: int | None) -> datetime | None:
    """When the person's address ends or has ended. None if they have none that nobody has used. Without a person: the
    one for setting up the site."""
    mine = OneTimeAddress.user_id.is_not_distinct_from(user_id), OneTimeAddress.used_at.is_(None)
    made_at = db.scalar(select(OneTimeAddress.made_at).where(*mine).order_by(OneTimeAddress.made_at.desc()).limit(1))
    return None if made_at is None else made_at + LIFETIME


def erase_one_time_addresses(db: Session, *, now: datetime, limit: int) -> Swept:
    """The sweep that erases addresses that ended long ago. Requests refuse them even before that."""
    old = select(OneTimeAddress.id).where(OneTimeAddress.erasable(now)).order_by(OneTimeAddress.made_at)
    ids = claim(db, old, limit)
    if ids:
        db.execute(delete(OneTimeAddress).where(among(OneTimeAddress.id, ids)), execution_options=IN_SETS)
    return Swept(ids, backlog(db, old, len(ids), limit))
