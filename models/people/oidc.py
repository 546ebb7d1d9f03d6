"""Accounts of people who sign in at the organisation's OpenID provider."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models.errors import Forbidden, Invalid, translatable
from models.people import accounts, signing_in
from models.plumbing.fields import clean_email, clean_name
from models.site import audit
from models.site.locks import lock_site
from models.tables import User
from models.tables.user import Role

MAX_SUBJECT_LENGTH = 500


@dataclass(frozen=True)
class Claims:
    """What the provider says about a person. `subject` joins issuer and subject. It stays the same when the email
    changes. `email_verified`: None if the provider does not say. `role`: None if roles do not follow its groups."""

    subject: str
    email: str
    email_verified: bool | None
    name: str
    role: Role | None = None


class SomebodyElse(Forbidden):
    """The account with this email belongs to another person at the provider, or to this one before the provider was
    moved. Only an admin can tell."""


def find_or_create_user(db: Session, claims: Claims, *, now: datetime) -> User:
    """Find the account with this subject. If there is none, link the account with this verified email to the subject.
    If there is none either, create an account with the role viewer. Name, email and role follow the provider.

    Raises Forbidden with a sentence for the person, for example if the account is disabled.
    """
    if not 0 < len(claims.subject) <= MAX_SUBJECT_LENGTH:
        raise Forbidden("Your organisation did not tell us who you are.")
    if claims.role not in {None, Role.ADMIN}:
        # It may take a role away. The site is locked before any account, as elsewhere (contract 12.16).
        lock_site(db)
    user = db.scalar(select(User).where(User.oidc_subject.in_(_spellings(claims.subject))))
    if user is None:
        user = _link_or_create_user(db, claims, now)
    else:
        _follow_email(db, user, claims, now)
    if user.disabled_at is not None:
        raise Forbidden("Your account here is disabled. Ask an admin of this site to enable it.")
    _follow_name(db, user, claims, now)
    _follow_role(db, user, claims, now)
    return user


def _note(db: Session, act: str, user: User, detail: str, now: datetime) -> None:
    audit.note(db, act, user_id=user.id, detail=detail, now=now)


def _spellings(subject: str) -> list[str]:
    """Accounts that were linked before have the slash that some issuers end with."""
    issuer, _, rest = subject.partition(" ")
    return [subject, f"{issuer}/ {rest}"]


def _link_or_create_user(db: Session, claims: Claims, now: datetime) -> User:
    email = _verified_email(claims)
    named = select(User).where(User.email == email).with_for_update()
    user = db.scalar(named.execution_options(populate_existing=True))
    if user is None:
        user = _create_user(db, claims, email, now)
    elif user.oidc_subject is None and user.disabled_at is None:
        _note(db, "provider_linked", user, email, now)
    if user.oidc_subject is not None and user.oidc_subject not in _spellings(claims.subject):
        raise SomebodyElse(
            translatable(
                "Someone else in your organisation already uses this email address here. If that is you, ask an admin"
                " of this site to link your account again."
            )
        )
    if user.disabled_at is None:
        user.oidc_subject, user.refused_subject, user.refused_at = claims.subject, None, None
        db.flush()
    return user


def _verified_email(claims: Claims) -> str:
    """If the email was never verified, a person could claim the address of somebody else and get their account.

    Raises Forbidden.
    """
    if not claims.email.strip():
        raise Forbidden("Your organisation did not tell us your email address. Ask it to give it to this site.")
    if claims.email_verified is False:
        raise Forbidden("Your organisation has not verified your email address. Verify it there, then sign in again.")
    if claims.email_verified is None:
        raise Forbidden(
            "Your organisation does not say whether it has verified your email address. The people who run this site"
            " can change a setting to trust it."
        )
    try:
        return clean_email(claims.email).lower()
    except Invalid:
        raise Forbidden("Your organisation told us an email address that cannot be used.") from None


def _create_user(db: Session, claims: Claims, email: str, now: datetime) -> User:
    """Create a viewer. If another browser of the same person has just created the account, use that one."""
    name = _name(claims) or email.partition("@")[0][:100]
    user = User(email=email, name=name, role=Role.VIEWER, password_hash=None, created_at=now)
    try:
        with db.begin_nested():
            db.add(user)
        _note(db, "provider_added", user, email, now)
    except IntegrityError:
        user = db.scalars(select(User).where(User.email == email).with_for_update()).one()
    return user


def _name(claims: Claims) -> str | None:
    try:
        return clean_name(claims.name)
    except Invalid:
        return None


def _follow_name(db: Session, user: User, claims: Claims, now: datetime) -> None:
    name = _name(claims)
    if name is not None and name != user.name:
        _note(db, "provider_renamed", user, f"{user.name} → {name}", now)
        user.name = name


def _follow_email(db: Session, user: User, claims: Claims, now: datetime) -> None:
    """The address stays as it is if the provider has not verified the new one, or somebody else has it here."""
    try:
        email = _verified_email(claims)
    except Forbidden:
        return
    before = user.email
    if email == before or db.scalar(select(User.id).where(User.email == email)) is not None:
        return
    try:
        with db.begin_nested():
            user.email = email
        _note(db, "provider_address_set", user, f"{before} → {email}", now)
    except IntegrityError:
        db.refresh(user)


def _follow_role(db: Session, user: User, claims: Claims, now: datetime) -> None:
    if claims.role is None or claims.role == user.role:
        return
    if user.role == Role.ADMIN:
        db.flush()
        if db.scalar(select(signing_in.last_admin(user.id))):
            # The provider cannot take the last admin away either (contract 12.16).
            return
    user.role = claims.role
    _note(db, "provider_role_set", user, f"{user.email} ({user.role})", now)


def record_refused(db: Session, claims: Claims, *, now: datetime) -> None:
    """Note who was refused as SomebodyElse, so that an admin sees it and may link that account instead."""
    user = db.scalar(select(User).where(User.has_email(_verified_email(claims))))
    if user is not None:
        user.refused_subject, user.refused_at = claims.subject, now


def release(db: Session, user_id: int) -> User:
    """The account is linked again when somebody with its verified email signs in. The person who was linked until now
    is signed out. Raises LastAdmin and NotFound."""
    user = accounts.lock_user(db, user_id)
    if user.oidc_subject is None:
        return user
    accounts.check_admin_remains(db, user, without_link=True)
    user.oidc_subject, user.refused_subject, user.refused_at = None, None, None
    accounts.end_sign_ins(db, user)
    return user


def relink(db: Session, user_id: int) -> User:
    """Link the account that was refused last instead. Raises Invalid if there is none, or it has an account here, and
    NotFound."""
    user = accounts.lock_user(db, user_id)
    subject = user.refused_subject
    if subject is None:
        raise Invalid("email", "Nobody else has tried to sign in with this email address")
    if db.scalar(select(User.id).where(User.oidc_subject.in_(_spellings(subject)))) is not None:
        raise Invalid("email", "That person has another account here by now. Merge the two accounts instead")
    user.oidc_subject, user.refused_subject, user.refused_at = subject, None, None
    accounts.end_sign_ins(db, user)
    return user
