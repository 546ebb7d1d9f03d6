"""Who can sign in, and how (contract 12.46). The settings decide too, so these rules are not in the table."""

from enum import Enum, auto

from sqlalchemy import ColumnElement, and_, exists, false, not_, or_, select
from sqlalchemy.orm import Session

from models.config.settings import settings
from models.tables import User
from models.tables.user import Role


class SignsIn(Enum):
    """How a person can sign in now, or why they cannot."""

    DISABLED = auto()
    BY_BOTH = auto()
    BY_PASSWORD = auto()
    AT_PROVIDER = auto()
    # They have a password, but this site takes none.
    PASSWORD_IS_OFF = auto()
    # They are known at a provider that this site does not have, or has no longer.
    AT_FORMER_PROVIDER = auto()
    NOT_YET = auto()


def is_linked() -> ColumnElement[bool]:
    """Known at the provider that this site has now. An account at an earlier provider does not count."""
    starts = settings().oidc_subject_starts
    return or_(false(), *(User.oidc_subject.startswith(start, autoescape=True) for start in starts))


def can_sign_in() -> ColumnElement[bool]:
    """Not disabled, and with a password or an account at the provider of this site. A password counts without the form
    too: when the last admin who is known at the provider is gone, the form is there again."""
    return and_(User.disabled_at.is_(None), or_(User.password_hash.is_not(None), is_linked()))


def last_admin(user_id: int) -> ColumnElement[bool]:
    """Whether this is the only admin who can sign in. Lock the site first (`locks.lock_site`); otherwise two admins
    could disable each other at the same moment."""
    admin = and_(User.role == Role.ADMIN, can_sign_in())
    return and_(exists().where(admin, User.id == user_id), not_(exists().where(admin, User.id != user_id)))


def has_admin(db: Session) -> bool:
    """Whether an admin can sign in. Until then the site can be set up."""
    return bool(db.scalar(select(exists().where(User.role == Role.ADMIN, can_sign_in()))))


def passwords_work(db: Session) -> bool:
    """Whether people may sign in with a password. Without the form, they may until an admin is known at the provider:
    otherwise the setting could lock the last admin out."""
    if settings().password_form == "on":  # noqa: S105 (not a password)
        return True
    return not db.scalar(select(exists().where(User.role == Role.ADMIN, User.disabled_at.is_(None), is_linked())))


def signs_in(db: Session, user_id: int) -> SignsIn:
    """How this person can sign in now."""
    columns = (
        User.disabled_at.is_not(None),
        User.password_hash.is_not(None),
        is_linked(),
        User.oidc_subject.is_not(None),
    )
    is_disabled, has_password, linked, has_subject = db.execute(select(*columns).where(User.id == user_id)).one()
    by_password = has_password and passwords_work(db)
    answers = {
        SignsIn.DISABLED: is_disabled,
        SignsIn.BY_BOTH: by_password and linked,
        SignsIn.BY_PASSWORD: by_password,
        SignsIn.AT_PROVIDER: linked,
        SignsIn.PASSWORD_IS_OFF: has_password,
        SignsIn.AT_FORMER_PROVIDER: has_subject,
    }
    return next((answer for answer, holds in answers.items() if holds), SignsIn.NOT_YET)
