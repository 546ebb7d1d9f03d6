"""One-time addresses: made, looked at, and spent by choosing a password."""

from datetime import datetime

from models.people import choosing_password, one_time_addresses, passwords, resetting
from models.people.one_time_addresses import Found
from models.plumbing import database
from models.tables import User
from tests.vocabulary import acts
from tests.vocabulary.maker import NOW, Maker

CHOSEN = "three words chosen"


def secret_of(made: one_time_addresses.NewAddress | None) -> str:
    assert made is not None
    return made.url.rpartition("/setup/")[2]


def reset(maker: Maker, user: User, *, now: datetime = NOW) -> str:
    return secret_of(acts.do(maker, resetting.make_reset_address, user.id, now=now))


def found(maker: Maker, secret: str, *, now: datetime = NOW) -> Found:
    with database.reading(maker.bind) as db:
        return one_time_addresses.found_address(db, secret, now=now)


def choose(maker: Maker, secret: str, password: str = CHOSEN, *, now: datetime = NOW) -> User:
    whose = found(maker, secret, now=now).user
    assert whose is not None
    hashed = choosing_password.hash_chosen(whose, password)
    return acts.do(maker, choosing_password.choose_password, secret, hashed, now=now)


def has_password(maker: Maker, user: User, password: str) -> bool:
    with database.reading(maker.bind) as db:
        return passwords.is_password_of(passwords.enabled_user(db, user.email), password)
