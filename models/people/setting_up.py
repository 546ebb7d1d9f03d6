"""Setting up a new site: the first admin makes their account at a one-time address."""

from datetime import datetime

from sqlalchemy.orm import Session

from models.errors import Forbidden
from models.people import accounts, one_time_addresses
from models.people.one_time_addresses import NewAddress, Standing
from models.people.signing_in import has_admin
from models.site.locks import lock_site
from models.tables import User
from models.tables.one_time_address import Purpose
from models.tables.user import Role


def make_setup_address(db: Session, *, now: datetime) -> NewAddress | None:
    """The one before stops working. None if an admin can sign in."""
    lock_site(db)
    return None if has_admin(db) else one_time_addresses.make_address(db, Purpose.SET_UP, None, now=now)


def setup_standing(db: Session, token: str, *, now: datetime) -> Standing:
    """Used is also every address from the time when an admin can sign in."""
    found = one_time_addresses.found_address(db, token, now=now)
    if found.kind is not Purpose.SET_UP:
        return Standing.UNKNOWN
    return Standing.USED if has_admin(db) else found.standing


def create_first_admin(db: Session, token: str, *, email: str, name: str, password: str, now: datetime) -> User:
    """The one-time address then stops working. Raises Forbidden if it had stopped before, and Invalid, which names the
    field."""
    # Before the site is locked: hashing takes a tenth of a second.
    user = accounts.new_user(email=email, name=name, role=Role.ADMIN, password=password, now=now)
    _use_token(db, token, now=now)
    return accounts.insert_user(db, user)


def become_first_admin(db: Session, token: str, user_id: int, *, now: datetime) -> None:
    """Somebody who is signed in already becomes the admin. Raises Forbidden if the address had stopped working."""
    _use_token(db, token, now=now)
    db.get_one(User, user_id).role = Role.ADMIN


def _use_token(db: Session, token: str, *, now: datetime) -> None:
    lock_site(db)
    works = setup_standing(db, token, now=now) is Standing.WORKS
    if not works or not one_time_addresses.spend(db, token, now=now):
        raise Forbidden("This set-up address has been used.")
