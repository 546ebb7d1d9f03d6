"""Choosing a password at a one-time address: an invitation, or a reset (contract 12.44)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.errors import Forbidden
from models.people import accounts, one_time_addresses, passwords
from models.plumbing import keys
from models.tables import User
from models.tables.one_time_address import OneTimeAddress


def hash_chosen(user: User, password: str) -> str:
    """Before the transaction, which would be held open meanwhile. Raises Invalid, which names the field."""
    return passwords.hash_new(password, "password", user.email, user.name)


def choose_password(db: Session, secret: str, password_hash: str, *, now: datetime) -> User:
    """Spends the address, and ends all sessions of the person. Raises Forbidden if it does not work any more."""
    # Accounts are always locked before their addresses.
    whose = select(OneTimeAddress.user_id).where(OneTimeAddress.secret_hash == keys.digest(secret))
    locked = select(User).where(User.id == whose.scalar_subquery()).with_for_update()
    user = db.scalar(locked.execution_options(populate_existing=True))
    if user is None or user.disabled_at is not None or not one_time_addresses.spend(db, secret, now=now):
        raise Forbidden("This address has been used.")
    user.password_hash = password_hash
    accounts.end_sign_ins(db, user)
    return user
