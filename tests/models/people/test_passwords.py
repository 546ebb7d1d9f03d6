"""New passwords: long enough, any characters, and not easy to guess (ASVS 6.2)."""

import pytest
from argon2 import PasswordHasher

from models.errors import Invalid
from models.people.passwords import check_new, hash_new, is_password_of
from models.tables import User

OWN = ("louise.smith@example.com", "Louise Smith")


def refused(password: str) -> str | None:
    try:
        check_new("new", password, *OWN)
    except Invalid as refusal:
        return f"{refusal.field}: {refusal.sentence}"
    return None


@pytest.mark.parametrize("password", ["password", "PassWord", "12345678", "iloveyou", "qwertyuiop", "1q2w3e4r5t"])
def test_a_common_password_is_refused(password: str) -> None:
    assert "new: This password is too easy to guess" in (refused(password) or "")


def test_three_thousand_common_passwords_are_refused() -> None:
    from zxcvbn.matching import RANKED_DICTIONARIES

    common = [each for each in RANKED_DICTIONARIES["passwords"] if len(each) >= 8]
    assert len(common) > 3000
    assert all(refused(each) for each in common[:3000])


@pytest.mark.parametrize("password", ["guestlink", "Guestlink2026!", "GUEST-access", "louise.smith@example.com"])
def test_words_of_the_site_and_of_the_person_are_refused(password: str) -> None:
    assert "made from your name" in (refused(password) or "")


@pytest.mark.parametrize("password", ["Louise1990", "louisesmith!", "0000Louise.Smith0000"])
def test_digits_and_signs_around_the_persons_name_do_not_help(password: str) -> None:
    assert "made from your name" in (refused(password) or "")


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery",
        "zkvmqwhx",
        "ZKVMQWHX",
        "90417726",
        "!#%&/()=?",
        "\u05e1\u05d9\u05e1\u05de\u05d4 \u05d7\u05d6\u05e7\u05d4",
        " " * 9,
        "x" * 1000,
        "Louise watches films",
    ],
    ids=ascii,
)
def test_a_password_may_contain_any_characters(password: str) -> None:
    assert refused(password) is None


@pytest.mark.parametrize(("password", "sentence"), [("x" * 7, "or more"), ("zkvm" * 251, "or fewer")])
def test_a_password_that_is_too_short_or_too_long_is_refused_in_words(password: str, sentence: str) -> None:
    assert sentence in (refused(password) or "")


COMPOSED, IN_PARTS = "Pa\u00f1uelo caf\u00e9 9", "Pan\u0303uelo cafe\u0301 9"


@pytest.mark.parametrize("chosen", [COMPOSED, IN_PARTS])
@pytest.mark.parametrize("typed", [COMPOSED, IN_PARTS])
def test_a_password_is_the_same_however_a_keyboard_writes_its_letters(chosen: str, typed: str) -> None:
    user = User(password_hash=hash_new(chosen))
    assert is_password_of(user, typed)
    assert not is_password_of(user, typed.replace("9", "8"))
    assert not is_password_of(None, typed)


def test_a_hash_of_an_older_version_is_of_what_was_typed() -> None:
    user = User(password_hash=PasswordHasher().hash(IN_PARTS))
    assert is_password_of(user, IN_PARTS)
