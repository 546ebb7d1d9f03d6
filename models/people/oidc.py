"""Federating: somebody whom the organisation's OpenID provider knows becomes, or is, a person with an account here."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models.errors import Forbidden, Invalid
from models.plumbing.fields import clean_email, clean_name
from models.tables import User
from models.tables.user import Role

LONGEST_SUBJECT = 500


@dataclass(frozen=True)
class Known:
    """What the provider says of somebody. `subject` is its issuer and subject, which outlive a changed address."""

    subject: str
    email: str
    email_verified: bool
    name: str


def person_of(db: Session, known: Known, *, now: datetime) -> User:
    """The account of this subject; else the one with this verified email, linked from now on; else a new viewer.

    Raises Forbidden, with words for the person: a disabled account, or an email that nobody has verified.
    """
    if not 0 < len(known.subject) <= LONGEST_SUBJECT:
        raise Forbidden("Your organisation did not tell who you are.")
    user = db.scalar(select(User).where(User.oidc_subject == known.subject)) or _by_email(db, known, now)
    if user.disabled_at is not None:
        raise Forbidden("Your account here is disabled.")
    return user


def _by_email(db: Session, known: Known, now: datetime) -> User:
    # Anybody could claim an address that was never verified, and with it somebody's account.
    if not known.email_verified:
        raise Forbidden("Your organisation has not verified your email address.")
    try:
        email = clean_email(known.email).lower()
    except Invalid:
        raise Forbidden("Your organisation did not tell your email address.") from None
    user = db.scalar(select(User).where(User.email == email).with_for_update())
    if user is None:
        user = _new_person(db, known, email, now)
    if user.oidc_subject not in {None, known.subject}:
        raise Forbidden("Another person of your organisation uses this email address here.")
    user.oidc_subject = known.subject
    db.flush()
    return user


def _new_person(db: Session, known: Known, email: str, now: datetime) -> User:
    """A viewer; or whom another browser's first sign-in has made in this very moment."""
    user = User(email=email, name=_name(known, email), role=Role.VIEWER, password_hash=None, created_at=now)
    try:
        with db.begin_nested():
            db.add(user)
    except IntegrityError:
        user = db.scalars(select(User).where(User.email == email).with_for_update()).one()
    return user


def _name(known: Known, email: str) -> str:
    try:
        return clean_name(known.name)
    except Invalid:
        return email.partition("@")[0][:100]
