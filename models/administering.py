"""Administering accounts: who there is, what role they have, and letting a disabled one in again."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.plumbing.errors import Invalid, LastAdmin, NotFound
from models.plumbing.fields import clean_email
from models.plumbing.paging import Page, page_of
from models.tables import Site, User
from models.tables.user import Role


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
