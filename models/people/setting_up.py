"""Setting up a new site: the first admin makes their account at a one-time address."""

import secrets
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.errors import Forbidden
from models.people.accounts import add_user
from models.plumbing import keys
from models.tables import Site, User
from models.tables.user import Role


def has_users(db: Session) -> bool:
    return bool(db.scalar(select(func.count()).select_from(User)))


def make_setup_token(db: Session) -> str | None:
    """Make the token of a new one-time address; the one before stops working. None if anybody has an account."""
    if has_users(db):
        return None
    token = secrets.token_urlsafe(24)
    db.get_one(Site, 1).setup_hash = keys.digest(token)
    return token


def setup_is_open(db: Session, token: str) -> bool:
    site = db.get(Site, 1)
    return site is not None and site.setup_hash == keys.digest(token) and not has_users(db)


def create_first_admin(db: Session, token: str, *, email: str, name: str, password: str, now: datetime) -> User:
    """The one-time address then stops working. Raises Forbidden if it had stopped before, and Invalid, which names the
    field."""
    site = db.get(Site, 1, with_for_update=True)
    if site is None or not setup_is_open(db, token):
        raise Forbidden("This set-up address has been used.")
    user = add_user(db, email=email, name=name, role=Role.ADMIN, password=password, now=now)
    site.setup_hash = None
    return user
