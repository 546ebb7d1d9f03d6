"""An invited person chooses a password, and a refused invitation adds nobody (contract 12.44)."""

import pytest
from sqlalchemy import select

from models.errors import Forbidden, Invalid
from models.people import inviting
from models.plumbing import database
from models.tables import User
from models.tables.one_time_address import Purpose
from tests.models.people.addresses import CHOSEN, choose, found, has_password, reset, secret_of
from tests.vocabulary import acts
from tests.vocabulary.maker import Maker


def invite(maker: Maker, email: str = "ada@example.com") -> tuple[User, str]:
    user, made = acts.do(maker, inviting.invite_person, email=email, name="Ada", role="viewer")
    return user, secret_of(made)


def test_an_invited_person_has_no_password_until_they_choose_one(maker: Maker) -> None:
    user, secret = invite(maker)
    assert (user.password_hash, found(maker, secret).kind) == (None, Purpose.INVITATION)
    for bad in ("short", "ada@example.com", ""):
        with pytest.raises(Invalid) as refusal:
            choose(maker, secret, bad)
        assert refusal.value.field == "password"
    choose(maker, secret)
    assert has_password(maker, user, CHOSEN)


def test_a_refused_invitation_adds_nobody(maker: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    user = maker.user()
    with pytest.raises(Invalid):
        invite(maker, user.email)
    monkeypatch.setattr("models.people.signing_in.passwords_work", lambda _db: False)
    with pytest.raises(Forbidden):
        invite(maker)
    with pytest.raises(Forbidden):
        reset(maker, user)
    with database.reading(maker.bind) as db:
        assert db.scalars(select(User.id)).all() == [user.id]
