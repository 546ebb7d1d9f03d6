"""Accounts of people who sign in at the organisation's OpenID provider."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models.errors import Forbidden, Invalid
from models.plumbing.fields import clean_email, clean_name
from models.tables import User
from models.tables.user import Role

MAX_SUBJECT_LENGTH = 500


@dataclass(frozen=True)
class Claims:
    """What the provider says about a person. `subject` joins issuer and subject. It stays the same when the email
    changes."""

    subject: str
    email: str
    email_verified: bool
    name: str


def find_or_create_user(db: Session, claims: Claims, *, now: datetime) -> User:
    """Find the account with this subject. If there is none, link the account with this verified email to the subject.
    If there is none either, create an account with the role viewer.

    Raises Forbidden with a sentence for the person, for example if the account is disabled.
    """
    if not 0 < len(claims.subject) <= MAX_SUBJECT_LENGTH:
        raise Forbidden("Your organisation did not tell us who you are.")
    user = db.scalar(select(User).where(User.oidc_subject == claims.subject))
    if user is None:
        user = _link_or_create_user(db, claims, now)
    if user.disabled_at is not None:
        raise Forbidden("Your account here is disabled.")
    return user


def _link_or_create_user(db: Session, claims: Claims, now: datetime) -> User:
    # If the email was never verified, a person could claim the address of somebody else and get their account.
    if not claims.email_verified:
        raise Forbidden("Your organisation has not verified your email address.")
    try:
        email = clean_email(claims.email).lower()
    except Invalid:
        raise Forbidden("Your organisation did not tell us your email address.") from None
    user = db.scalar(select(User).where(User.email == email).with_for_update())
    if user is None:
        user = _create_user(db, claims, email, now)
    if user.oidc_subject not in {None, claims.subject}:
        raise Forbidden("Someone else in your organisation already uses this email address here.")
    user.oidc_subject = claims.subject
    db.flush()
    return user


def _create_user(db: Session, claims: Claims, email: str, now: datetime) -> User:
    """Create a viewer. If another browser of the same person has just created the account, use that one."""
    user = User(email=email, name=_name(claims, email), role=Role.VIEWER, password_hash=None, created_at=now)
    try:
        with db.begin_nested():
            db.add(user)
    except IntegrityError:
        user = db.scalars(select(User).where(User.email == email).with_for_update()).one()
    return user


def _name(claims: Claims, email: str) -> str:
    try:
        return clean_name(claims.name)
    except Invalid:
        return email.partition("@")[0][:100]
