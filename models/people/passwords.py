"""Passwords: what a new one must be, how it is kept, and knowing a person by it. No rules of composition (ASVS 6.2)."""

from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.errors import Invalid
from models.tables import User

SHORTEST = 8
LONGEST = 1000
# Guessed first on this very site; likewise the person's own name and address.
SITE_WORDS = ("guestlink", "guest access", "media page")


def check_new(field: str, password: str, *own_words: str) -> None:
    """Raises Invalid for a password that is too short, too long or easily guessed."""
    if len(password) < SHORTEST:
        raise Invalid(field, "Password must be %(least)s characters or more", least=SHORTEST)
    if len(password) > LONGEST:
        raise Invalid(field, "Password must be %(most)s characters or fewer", most=LONGEST)
    if _is_common(password):
        raise Invalid(field, "This password is one of the first that are guessed. A few words in a row are better")
    if _letters(password) in _guessable((*SITE_WORDS, *own_words)):
        raise Invalid(field, "A password of this site’s or your own name is easily guessed")


def _is_common(password: str) -> bool:
    # 30,000 passwords out of published breaches, most frequent first; loaded where a password is set, and nowhere else.
    from zxcvbn.matching import RANKED_DICTIONARIES

    return password.casefold() in RANKED_DICTIONARIES["passwords"]


def _guessable(words: tuple[str, ...]) -> set[str]:
    """Each of them whole, and each of its parts."""
    parts = {part for word in words for part in (word, *word.replace("@", " ").replace(".", " ").split())}
    return {_letters(part) for part in parts} - {""}


def _letters(text: str) -> str:
    """Digits and signs before, between and after make nothing harder to guess."""
    return "".join(char for char in text.casefold() if char.isalpha())


_hasher = PasswordHasher()


def hashed(password: str, field: str = "password", *own_words: str) -> str:
    """Argon2id. Raises Invalid for a password that is too short, too long, easily guessed or no text."""
    check_new(field, password, *own_words)
    try:
        return _hasher.hash(password)
    except UnicodeEncodeError:
        raise Invalid(field, "Password contains a character that cannot be used") from None


@lru_cache(maxsize=1)
def _nobodys_hash() -> str:
    return _hasher.hash("nobody's password")


def known_user(db: Session, *, email: str, password: str) -> User | None:
    """The person, or None. A wrong address takes as long as a wrong password, so that time tells nothing."""
    user = None
    if "\0" not in email:
        user = db.scalar(select(User).where(User.has_email(storable(email)), User.disabled_at.is_(None)))
    stored = user.password_hash if user is not None and user.password_hash else _nobodys_hash()
    try:
        _hasher.verify(stored, password[:LONGEST])
    except (VerifyMismatchError, InvalidHashError, UnicodeEncodeError):
        return None
    return user if user is not None and user.password_hash else None


def storable(email: str) -> str:
    return email.strip().encode("utf-8", "replace").decode()
