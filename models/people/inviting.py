"""Inviting a person: an account without a password, and a one-time address where they choose it (contract 12.44)."""

from datetime import datetime

from sqlalchemy.orm import Session

from models.errors import Forbidden
from models.people import accounts, one_time_addresses, signing_in
from models.people.one_time_addresses import NewAddress
from models.tables import User
from models.tables.one_time_address import Purpose


def invite_person(db: Session, *, email: str, name: str, role: str, now: datetime) -> tuple[User, NewAddress]:
    """Raises Invalid, which names the field, and Forbidden if nobody signs in with a password here."""
    check_passwords_work(db)
    user = accounts.add_user(db, email=email, name=name, role=role, password=None, now=now)
    return user, one_time_addresses.make_address(db, Purpose.INVITATION, user.id, now=now)


def check_passwords_work(db: Session) -> None:
    """Otherwise nobody could sign in with the password that is chosen at the address. Raises Forbidden."""
    if not signing_in.passwords_work(db):
        raise Forbidden("People sign in at their organisation here, so a one-time address does not help.")
