"""Setting up a new site: the first admin makes their account at a one-time address."""

import secrets
from datetime import datetime
from enum import Enum, auto

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from models.config.settings import settings
from models.errors import Forbidden
from models.people import accounts
from models.plumbing import keys
from models.site.locks import lock_site
from models.tables import Site, User
from models.tables.user import Role


class SetupState(Enum):
    """Of a one-time address. Used is also every address from the time when an admin can sign in."""

    UNKNOWN = auto()
    OPEN = auto()
    USED = auto()


def has_admin(db: Session) -> bool:
    """Whether an admin can sign in. Until then the site can be set up."""
    return bool(db.scalar(select(exists().where(User.role == Role.ADMIN, User.can_sign_in()))))


def passwords_work(db: Session) -> bool:
    """Whether people may sign in with a password. Without the form, they may until an admin is known at the provider:
    otherwise the setting could lock the last admin out."""
    if settings().password_form == "on":  # noqa: S105 (not a password)
        return True
    return not db.scalar(select(exists().where(User.role == Role.ADMIN, User.disabled_at.is_(None), User.is_linked())))


def make_setup_token(db: Session) -> str | None:
    """Make the token of a new one-time address; the one before stops working. None if an admin can sign in."""
    if has_admin(db):
        return None
    token = secrets.token_urlsafe(24)
    site = db.get_one(Site, 1)
    site.setup_hash, site.setup_used_at = keys.digest(token), None
    return token


def setup_state(db: Session, token: str) -> SetupState:
    site = db.get(Site, 1)
    if site is None or site.setup_hash != keys.digest(token):
        return SetupState.UNKNOWN
    return SetupState.USED if site.setup_used_at is not None or has_admin(db) else SetupState.OPEN


def create_first_admin(db: Session, token: str, *, email: str, name: str, password: str, now: datetime) -> User:
    """The one-time address then stops working. Raises Forbidden if it had stopped before, and Invalid, which names the
    field."""
    # Before the site is locked: hashing takes a tenth of a second.
    user = accounts.new_user(email=email, name=name, role=Role.ADMIN, password=password, now=now)
    _use_token(db, token, now=now)
    return accounts.insert_user(db, user)


def become_first_admin(db: Session, token: str, user_id: int, *, now: datetime) -> None:
    """Somebody who is signed in already becomes the admin. Raises Forbidden if the address had stopped working."""
    _use_token(db, token, now=now)
    db.get_one(User, user_id).role = Role.ADMIN


def _use_token(db: Session, token: str, *, now: datetime) -> None:
    lock_site(db)
    if setup_state(db, token) is not SetupState.OPEN:
        raise Forbidden("This set-up address has been used.")
    db.get_one(Site, 1).setup_used_at = now
