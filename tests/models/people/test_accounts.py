"""Accounts: signing in with a password, and the one-time set-up of the first admin."""

from typing import Any

import pytest
from sqlalchemy import select

from models.errors import Forbidden, Invalid, NotFound
from models.people import accounts, passwords, setting_up
from models.people.one_time_addresses import Standing
from models.plumbing import database
from models.tables import User
from tests.vocabulary import acts
from tests.vocabulary.maker import NOW, PASSWORD, Maker, after

DANA: dict[str, Any] = {"email": "Dana@Example.com", "name": "Dana", "role": "viewer", "password": PASSWORD}


def add(maker: Maker, **changed: Any) -> User:
    user: User = acts.do(maker, accounts.add_user, **(DANA | changed))
    return user


def email_after_sign_in(maker: Maker, email: str, password: str) -> str | None:
    """The email of the account that these sign in to, or None if they do not work."""
    with database.reading(maker.bind) as db:
        user = passwords.enabled_user(db, email)
        return user.email if user and passwords.is_password_of(user, password) else None


def emails(maker: Maker) -> list[str]:
    with database.reading(maker.bind) as db:
        return list(db.scalars(select(User.email).order_by(User.id)))


@pytest.mark.parametrize("email", ["dana@example.com", "DANA@EXAMPLE.COM", "  Dana@example.com "])
def test_the_right_password_works_however_the_email_is_typed(maker: Maker, email: str) -> None:
    add(maker)
    assert email_after_sign_in(maker, email, PASSWORD) == "dana@example.com"


@pytest.mark.parametrize("password", ["", "wrong", PASSWORD.upper(), PASSWORD + " ", "\0", "\ud800", "x" * 100_000])
def test_a_wrong_password_does_not_work(maker: Maker, password: str) -> None:
    add(maker)
    assert email_after_sign_in(maker, "dana@example.com", password) is None


@pytest.mark.parametrize("email", ["", "x@example.com", "dana@example.com\0", "\ud800@example.com", "' OR 1=1 --"])
def test_an_unknown_email_does_not_work_whatever_it_contains(maker: Maker, email: str) -> None:
    add(maker)
    assert email_after_sign_in(maker, email, PASSWORD) is None


def test_an_account_without_a_password_cannot_sign_in(maker: Maker) -> None:
    add(maker, password=None)
    assert email_after_sign_in(maker, "dana@example.com", "") is None
    assert email_after_sign_in(maker, "dana@example.com", "nobody's password") is None


def test_a_disabled_account_stops_at_once_and_disabling_twice_is_safe(maker: Maker) -> None:
    dana = add(maker)
    add(maker, email="other@example.com")
    assert [acts.do(maker, accounts.disable_user, dana.id, now=now) for now in (NOW, after(1))] == [True, False]
    with database.reading(maker.bind) as db:
        assert accounts.user_by_id(db, dana.id).disabled_at == NOW
    assert email_after_sign_in(maker, "dana@example.com", PASSWORD) is None
    assert email_after_sign_in(maker, "other@example.com", PASSWORD) == "other@example.com"
    with pytest.raises(NotFound):
        acts.do(maker, accounts.disable_user, 999)


def test_the_password_itself_is_not_stored(maker: Maker) -> None:
    stored = add(maker).password_hash
    assert stored is not None
    assert stored.startswith("$argon2id$")
    assert PASSWORD not in stored


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"email": "DANA@example.com"}, "email"),
        ({"email": "no address"}, "email"),
        ({"name": "\u3164"}, "name"),
        ({"role": "owner"}, "role"),
        ({"password": "x" * 7}, "password"),
        ({"password": "x" * 1001}, "password"),
        ({"password": "\ud800" * 8}, "password"),
    ],
    ids=ascii,
)
def test_an_invalid_account_is_refused_with_the_name_of_its_field(
    maker: Maker, changed: dict[str, str], field: str
) -> None:
    add(maker)
    with pytest.raises(Invalid) as refusal:
        add(maker, **({"email": "new@example.com"} | changed))
    assert refusal.value.field == field
    assert emails(maker) == ["dana@example.com"]


@pytest.mark.parametrize("length", [8, 1000])
def test_passwords_of_8_to_1000_characters_work(maker: Maker, length: int) -> None:
    add(maker, password="x" * length)
    assert email_after_sign_in(maker, "dana@example.com", "x" * length)


def set_up(maker: Maker, token: str, email: str = "first@example.com") -> User:
    given = {"email": email, "name": "First", "password": PASSWORD}
    user: User = acts.do(maker, setting_up.create_first_admin, token, now=NOW, **given)
    return user


def new_token(maker: Maker) -> str | None:
    made = acts.do(maker, setting_up.make_setup_address)
    return made.url.rpartition("/")[2] if made else None


def standing(maker: Maker, token: str) -> Standing:
    with database.reading(maker.bind) as db:
        return setting_up.setup_standing(db, token, now=NOW)


def test_the_set_up_address_makes_one_admin_and_then_stops_working(maker: Maker) -> None:
    token = new_token(maker)
    assert token is not None
    assert set_up(maker, token).role == "admin"
    with pytest.raises(Forbidden):
        set_up(maker, token, "second@example.com")
    assert emails(maker) == ["first@example.com"]
    assert new_token(maker) is None


def test_only_the_latest_set_up_address_works_and_a_made_up_one_never(maker: Maker) -> None:
    earlier, latest = new_token(maker), new_token(maker)
    assert earlier is not None
    assert latest is not None
    for token in (earlier, "", "made up"):
        with pytest.raises(Forbidden):
            set_up(maker, token)
    assert set_up(maker, latest).email == "first@example.com"


def test_the_set_up_address_works_until_an_admin_can_sign_in(maker: Maker) -> None:
    token = new_token(maker)
    assert token is not None
    add(maker)
    add(maker, email="no.password@example.com", role="admin", password=None)
    disabled = add(maker, email="disabled@example.com", role="admin")
    with database.writing(maker.bind) as db:
        db.get_one(User, disabled.id).disabled_at = NOW
    assert standing(maker, token) is Standing.WORKS
    add(maker, email="admin@example.com", role="admin")
    with pytest.raises(Forbidden):
        set_up(maker, token)
    assert new_token(maker) is None


def test_a_used_set_up_address_never_opens_again(maker: Maker) -> None:
    token = new_token(maker)
    assert token is not None
    admin = set_up(maker, token)
    with database.writing(maker.bind) as db:
        db.get_one(User, admin.id).password_hash = None
    assert standing(maker, token) is Standing.USED
    assert new_token(maker) is not None


def test_somebody_who_has_an_account_becomes_the_first_admin(maker: Maker) -> None:
    token, colleague = new_token(maker), add(maker)
    for _ in range(2):
        try:
            acts.do(maker, setting_up.become_first_admin, token, colleague.id)
        except Forbidden:
            break
    else:
        pytest.fail("it worked twice")
    with database.reading(maker.bind) as db:
        assert db.get_one(User, colleague.id).role == "admin"


def test_a_failed_set_up_can_be_repeated(maker: Maker) -> None:
    token = new_token(maker)
    assert token is not None
    with pytest.raises(Invalid):
        set_up(maker, token, "no address")
    assert set_up(maker, token).email == "first@example.com"
