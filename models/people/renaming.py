"""Changing a person's name and email address. Admins do it (contract 12.51)."""

from collections.abc import Mapping

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models.errors import Invalid
from models.people import accounts, one_time_addresses, user_sessions
from models.plumbing.changed_fields import changed_fields
from models.plumbing.fields import clean_email, clean_name
from models.site.audit import changed


def set_details(db: Session, user_id: int, *, shown: Mapping[str, str], wanted: Mapping[str, str]) -> dict[str, str]:
    """Of `name` and `email`, only what differs from `shown` is written. Returns what has changed of each, in the words
    of the audit log. Raises ChangedMeanwhile if somebody else has changed what is to be written, Invalid, which names
    the field, and NotFound."""
    user = accounts.lock_user(db, user_id)
    wanted = {**wanted, "email": wanted["email"].lower()}
    changes = changed_fields({"name": user.name, "email": user.email}, shown, wanted)
    setters = {"email": set_email, "name": set_name}
    return {each: set_it(db, user_id, changes[each]) for each, set_it in setters.items() if each in changes}


def set_name(db: Session, user_id: int, name: str) -> str:
    """Returns what has changed, in the words of the audit log, and nothing if that is nothing. Raises Invalid, which
    names the field, and NotFound."""
    user, name = accounts.lock_user(db, user_id), clean_name(name)
    if name == user.name:
        return ""
    told = changed(user.name, name)
    user.name = name
    return told


def set_email(db: Session, user_id: int, email: str) -> str:
    """The person signs in with it from now on, and stays signed in. An unused one-time address ends: it may have gone
    to the old address. Returns and raises the same as `set_name`."""
    user, email = accounts.lock_user(db, user_id), clean_email(email).lower()
    if email == user.email:
        return ""
    told = changed(user.email, email)
    # The items that were shared with the old address stay theirs, also if they have never signed in.
    user_sessions.bind_awaited_collaborations(db, user.id)
    one_time_addresses.forget_unused(db, user.id)
    try:
        with db.begin_nested():
            user.email = email
            db.flush()
    except IntegrityError:
        raise Invalid("email", "There is already an account with this email address") from None
    return told
