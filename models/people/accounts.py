"""Accounts: who has one, their roles, and whether they may sign in."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models.errors import Invalid, LastAdmin, NotFound
from models.people import passwords
from models.plumbing.fields import clean_email, clean_name
from models.plumbing.paging import Page, page_of
from models.tables import Site, User, UserSession
from models.tables.user import Role


def add_user(db: Session, *, email: str, name: str, role: str, password: str | None, now: datetime) -> User:
    """A new account. Raises Invalid, naming the field."""
    email, name = clean_email(email).lower(), clean_name(name)
    if role not in list(Role):
        raise Invalid("role", "Role must be viewer, contributor or admin")
    password_hash = None if password is None else passwords.hashed(password, "password", email, name)
    user = User(email=email, name=name, role=role, password_hash=password_hash, created_at=now)
    if db.scalar(select(User.id).where(User.email == email)) is not None:
        raise Invalid("email", "There is already an account with this email address")
    try:
        with db.begin_nested():
            db.add(user)
    except IntegrityError:
        raise Invalid("email", "There is already an account with this email address") from None
    return user


def user_by_email(db: Session, email: str) -> User:
    """Raises NotFound with a sentence for the command line."""
    user = db.scalar(select(User).where(User.has_email(passwords.storable(email))))
    if user is None:
        raise NotFound("There is no user %(email)s.", email=email)
    return user


def change_password(db: Session, user_id: int, *, current: str, new: str) -> None:
    """Ends no session: the caller ends the others. Raises Invalid, naming the field."""
    user = db.get_one(User, user_id, with_for_update={"of": User})
    if passwords.known_user(db, email=user.email, password=current) is None:
        raise Invalid("current", "This is not your password")
    user.password_hash = passwords.hashed(new, "new", user.email, user.name)


def set_password(db: Session, email: str, password: str) -> User:
    """Forgotten, or known to somebody else: a new one, and every browser of theirs is signed out. Raises Invalid."""
    user = user_by_email(db, email)
    user.password_hash = passwords.hashed(password, "password", user.email, user.name)
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


def all_users(db: Session) -> list[User]:
    return list(db.scalars(select(User).order_by(User.id)))


def people(db: Session, page: int = 1) -> Page[User]:
    """Everybody with an account, by email; guests are never here."""
    return page_of(db, select(User).order_by(User.email), page)


def person(db: Session, user_id: int) -> User:
    """Raises NotFound."""
    user = db.get(User, user_id)
    if user is None:
        raise NotFound("There is no such user.")
    return user


def person_by_email(db: Session, email: str) -> User:
    """As somebody typed it. Raises Invalid, naming the field."""
    user = db.scalar(select(User).where(User.has_email(clean_email(email))))
    if user is None:
        raise Invalid("email", "There is no account with this email address")
    return user


def set_role(db: Session, user_id: int, role: str) -> User:
    """A named role. Raises LastAdmin, Invalid, NotFound."""
    if role not in list(Role):
        raise Invalid("role", "Role must be viewer, contributor or admin")
    # Two admins who demote each other in one moment: the second waits here, and then sees what the first has done.
    Site.hold(db)
    user = db.get(User, user_id, populate_existing=True)
    if user is None:
        raise NotFound("There is no such user.")
    if role != Role.ADMIN and db.scalar(select(User.last_admin(user_id))):
        raise LastAdmin
    user.role = role
    return user


def enable_user(db: Session, user_id: int) -> User:
    """They may sign in again; the sessions that disabling ended do not come back. Twice is once."""
    user = person(db, user_id)
    user.disabled_at = None
    return user
