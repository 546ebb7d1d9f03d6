"""The accounts of people: adding, finding, changing, disabling and enabling them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models.errors import Invalid, LastAdmin, NotFound
from models.people import one_time_addresses, passwords, signing_in, stopping
from models.plumbing.changed_fields import changed_fields
from models.plumbing.fields import clean_email, clean_name
from models.site.locks import lock_site
from models.tables import User, UserSession
from models.tables.user import Role


def add_user(db: Session, *, email: str, name: str, role: str, password: str | None, now: datetime) -> User:
    """Call this first in its transaction. Raises Invalid, which names the field."""
    return insert_user(db, new_user(email=email, name=name, role=role, password=password, now=now))


def new_user(*, email: str, name: str, role: str, password: str | None, now: datetime) -> User:
    """A person who is not in the database yet. A transaction begins with its first statement. So the password is hashed
    before the only writer of SQLite waits. Raises Invalid, which names the field."""
    email, name, role = clean_email(email).lower(), clean_name(name), Role.from_name(role)
    password_hash = None if password is None else passwords.hash_new(password, "password", email, name)
    return User(email=email, name=name, role=role, password_hash=password_hash, created_at=now)


def insert_user(db: Session, user: User) -> User:
    """Raises Invalid, which names the field."""
    try:
        with db.begin_nested():
            db.add(user)
    except IntegrityError:
        raise Invalid("email", "There is already an account with this email address") from None
    return user


def user_by_email(db: Session, email: str) -> User:
    """For the command line. Raises NotFound."""
    user = db.scalar(select(User).where(User.has_email(passwords.storable_email(email))))
    if user is None:
        raise NotFound("There is no user %(email)s.", email=email)
    return user


@dataclass(frozen=True)
class PasswordChange:
    """The hash of the password that was checked, and that of the new one."""

    checked: str | None
    new: str


def check_new_password(user: User, *, current: str, new: str) -> PasswordChange:
    """Before the transaction, which would be held open while both are hashed. Raises Invalid, which names the field."""
    if not passwords.is_password_of(user, current):
        raise Invalid("current", "This is not your password")
    return PasswordChange(user.password_hash, passwords.hash_new(new, "new", user.email, user.name))


def change_password(db: Session, user_id: int, change: PasswordChange) -> None:
    """Ends no user session: the caller does. A reset address stops working. Raises Invalid if another password was set
    meanwhile."""
    unchanged = User.id == user_id, User.password_hash == change.checked
    if db.scalar(update(User).where(*unchanged).values(password_hash=change.new).returning(User.id)) is None:
        raise Invalid("current", "This is not your password")
    one_time_addresses.forget_unused(db, user_id)


def set_password(db: Session, email: str, password_hash: str) -> User:
    """Also ends all sessions of the person: somebody else may know the old password. Raises NotFound."""
    user = user_by_email(db, email)
    user.password_hash = password_hash
    end_sign_ins(db, user)
    return user


def set_choices(db: Session, user_id: int, *, language: str | None, timezone: str | None) -> User:
    """None means the language that the browser asks for, and the time zone of the site."""
    user = db.get_one(User, user_id)
    user.language, user.timezone = language, timezone
    return user


def disable_user(db: Session, user_id: int, *, now: datetime) -> bool:
    """The person can no longer sign in, and their sessions end. Their guest links stop if the site's setting says so.

    Returns False if the account is disabled already. Raises LastAdmin and NotFound.
    """
    user = lock_user(db, user_id)
    if user.disabled_at is not None:
        return False
    check_admin_remains(db, user)
    _set_disabled(db, user, now)
    end_sign_ins(db, user)
    return True


def _set_disabled(db: Session, user: User, at: datetime | None) -> None:
    stopping.lock_items_of(db, user.id)
    user.disabled_at = at
    db.flush()
    stopping.copy_onto_links_of(db, user.id)


def end_sign_ins(db: Session, user: User) -> None:
    """End all sessions of the person, and their one-time addresses: somebody else may have either."""
    one_time_addresses.forget_unused(db, user.id)
    db.execute(delete(UserSession).where(UserSession.user_id == user.id))


def all_users(db: Session) -> list[User]:
    return list(db.scalars(select(User).order_by(User.id)))


def user_by_id(db: Session, user_id: int) -> User:
    """Raises NotFound."""
    user = db.get(User, user_id)
    if user is None:
        raise NotFound("There is no such user.")
    return user


def user_by_typed_email(db: Session, email: str) -> User:
    """For forms, as the account is now. Raises Invalid, which names the field `email`."""
    named = select(User).where(User.has_email(clean_email(email)))
    user = db.scalar(named.execution_options(populate_existing=True))
    if user is None:
        raise Invalid("email", "There is no account with this email address")
    return user


def set_role(db: Session, user_id: int, role: str, *, shown: str | None = None) -> bool:
    """Returns False if that is the person's role already, or the one that the form has `shown`. Raises ChangedMeanwhile
    if somebody else has set another, LastAdmin, Invalid and NotFound."""
    role = Role.from_name(role)
    user = lock_user(db, user_id)
    if not changed_fields({"role": user.role}, {"role": shown or user.role}, {"role": role}):
        return False
    check_admin_remains(db, user)
    user.role = role
    return True


def check_admin_remains(db: Session, user: User, *, without_link: bool = False) -> None:
    """Before this person is an admin no more, or (`without_link`) cannot sign in through the provider any more. Lock
    them first. Raises LastAdmin."""
    if without_link and user.password_hash is not None:
        return
    if db.scalar(select(signing_in.last_admin(user.id))):
        raise LastAdmin


def lock_user(db: Session, user_id: int) -> User:
    """For changes that may take away the last admin: when two admins disable or demote each other at the same moment,
    the second one waits here, and is then refused. Raises NotFound."""
    lock_site(db)
    user = db.get(User, user_id, populate_existing=True)
    if user is None:
        raise NotFound("There is no such user.")
    return user


def enable_user(db: Session, user_id: int) -> bool:
    """The person may sign in again. Their earlier sessions do not come back, but their guest links do, with the guests.

    Returns False if the account is not disabled. Raises NotFound.
    """
    user = lock_user(db, user_id)
    if user.disabled_at is None:
        return False
    _set_disabled(db, user, None)
    return True
