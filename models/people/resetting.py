"""Resetting a password: a one-time address where the person chooses a new one (contract 12.44)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.errors import Forbidden, NotFound
from models.people import inviting, one_time_addresses
from models.people.one_time_addresses import NewAddress
from models.tables import User
from models.tables.one_time_address import Purpose


def make_reset_address(db: Session, user_id: int, *, now: datetime) -> NewAddress:
    """The person's password works until they choose another. Also for a person who has none yet.

    Raises NotFound, and Forbidden if the account is disabled or nobody signs in with a password here.
    """
    # Nobody disables or merges the account meanwhile. Accounts are always locked before their addresses.
    locked = select(User).where(User.id == user_id).with_for_update().execution_options(populate_existing=True)
    user = db.scalar(locked)
    if user is None:
        raise NotFound("There is no such user.")
    if user.disabled_at is not None:
        raise Forbidden("This account is disabled. Enable it first.")
    inviting.check_passwords_work(db)
    return one_time_addresses.make_address(db, Purpose.RESET, user_id, now=now)
