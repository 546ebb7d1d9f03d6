"""Accounts: adding people, knowing them by their password, ending their sessions."""

import secrets
from datetime import datetime
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models.plumbing import keys, passwords
from models.plumbing.errors import Forbidden, Invalid, LastAdmin, NotFound
from models.plumbing.fields import clean_email, clean_name
from models.tables import Site, User, UserSession
from models.tables.user import Role

_hasher = PasswordHasher()


def add_user(db: Session, *, email: str, name: str, role: str, password: str | None, now: datetime) -> User:
    """A new account. Raises Invalid, naming the field."""
    email, name = clean_email(email).lower(), clean_name(name)
    if role not in list(Role):
        raise Invalid("role", "Role must be viewer, contributor or admin")
    password_hash = None if password is None else hashed(password, "password", email, name)
    user = User(email=email, name=name, role=role, password_hash=password_hash, created_at=now)
    if db.scalar(select(User.id).where(User.email == email)) is not None:
        raise Invalid("email", "There is already an account with this email address")
    try:
        with db.begin_nested():
            db.add(user)
    except IntegrityError:
        raise Invalid("email", "There is already an account with this email address") from None
    return user


def hashed(password: str, field: str = "password", *own_words: str) -> str:
    """Argon2id. Raises Invalid for a password that is too short, too long, easily guessed or no text."""
    passwords.check_new(field, password, *own_words)
    try:
        return _hasher.hash(password)
    except UnicodeEncodeError:
        raise Invalid(field, "Password contains a character that cannot be used") from None


@lru_cache(maxsize=1)
def _nobodys_hash() -> str:
    return _hasher.hash("nobody's password")


def known_user(db: Session, *, email: str, password: str) -> User | None:
    """The person, or None. A wrong address takes as long as a wrong password, so that time tells nothing."""
    user = None
    if "\0" not in email:
        user = db.scalar(select(User).where(User.has_email(_storable(email)), User.disabled_at.is_(None)))
    stored = user.password_hash if user is not None and user.password_hash else _nobodys_hash()
    try:
        _hasher.verify(stored, password[: passwords.LONGEST])
    except (VerifyMismatchError, InvalidHashError, UnicodeEncodeError):
        return None
    return user if user is not None and user.password_hash else None


def _storable(email: str) -> str:
    return email.strip().encode("utf-8", "replace").decode()


def user_by_email(db: Session, email: str) -> User:
    """Raises NotFound with a sentence for the command line."""
    user = db.scalar(select(User).where(User.has_email(_storable(email))))
    if user is None:
        raise NotFound("There is no user %(email)s.", email=email)
    return user


def change_password(db: Session, user_id: int, *, current: str, new: str) -> None:
    """Ends no session: the caller ends the others. Raises Invalid, naming the field."""
    user = db.get_one(User, user_id, with_for_update={"of": User})
    if known_user(db, email=user.email, password=current) is None:
        raise Invalid("current", "This is not your password")
    user.password_hash = hashed(new, "new", user.email, user.name)


def set_password(db: Session, email: str, password: str) -> User:
    """Forgotten, or known to somebody else: a new one, and every browser of theirs is signed out. Raises Invalid."""
    user = user_by_email(db, email)
    user.password_hash = hashed(password, "password", user.email, user.name)
    db.execute(delete(UserSession).where(UserSession.user_id == user.id))
    return user


def set_choices(db: Session, user_id: int, *, language: str | None, timezone: str | None) -> User:
    """The person's own; None is what the browser asks for, and the site's zone."""
    user = db.get_one(User, user_id)
    user.language, user.timezone = language, timezone
    return user


def disable_user(db: Session, email: str, *, now: datetime) -> User:
    """The account can no longer sign in, and its sessions are over. Twice is once. Raises LastAdmin."""
    # Two admins who disable each other in one moment: the second waits here.
    Site.hold(db)
    user = user_by_email(db, email)
    if user.disabled_at is None:
        if db.scalar(select(User.last_admin(user.id))):
            raise LastAdmin
        user.disabled_at = now
        db.execute(delete(UserSession).where(UserSession.user_id == user.id))
    return user


def has_users(db: Session) -> bool:
    return bool(db.scalar(select(func.count()).select_from(User)))


def new_setup_token(db: Session) -> str | None:
    """A one-time address for the first admin, replacing an earlier one; None once anybody has an account."""
    if has_users(db):
        return None
    token = secrets.token_urlsafe(24)
    db.get_one(Site, 1).setup_hash = keys.digest(token)
    return token


def setup_is_open(db: Session, token: str) -> bool:
    site = db.get(Site, 1)
    return site is not None and site.setup_hash == keys.digest(token) and not has_users(db)


def set_up(db: Session, token: str, *, email: str, name: str, password: str, now: datetime) -> User:
    """The first admin; the address is spent. Raises Forbidden when it was already, Invalid naming a field."""
    site = db.get(Site, 1, with_for_update=True)
    if site is None or not setup_is_open(db, token):
        raise Forbidden("This set-up address has been used.")
    user = add_user(db, email=email, name=name, role=Role.ADMIN, password=password, now=now)
    site.setup_hash = None
    return user


def all_users(db: Session) -> list[User]:
    return list(db.scalars(select(User).order_by(User.id)))
