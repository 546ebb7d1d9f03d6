"""Passwords: checking a new one, hashing it, and finding the person who signs in with it.

There is no rule about which kinds of characters a password must contain (ASVS 6.2).
"""

import unicodedata
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.errors import Invalid
from models.plumbing.fields import email_typed
from models.tables import User

MIN_PASSWORD_LENGTH = 8
MAX_PASSWORD_LENGTH = 1000
# An attacker guesses these first on this site, like the person's own name and address.
SITE_WORDS = ("guestlink", "guest access", "media page")


def check_new(field: str, password: str, *own_words: str) -> None:
    """Raises Invalid for a password that is too short, too long or easily guessed."""
    if len(password) < MIN_PASSWORD_LENGTH:
        raise Invalid(field, "Password must be %(least)s characters or more", least=MIN_PASSWORD_LENGTH)
    if len(password) > MAX_PASSWORD_LENGTH:
        raise Invalid(field, "Password must be %(most)s characters or fewer", most=MAX_PASSWORD_LENGTH)
    if _is_common(password):
        raise Invalid(field, "This password is too easy to guess. A few words in a row are better")
    if _letters(password) in _guessable((*SITE_WORDS, *own_words)):
        raise Invalid(field, "A password made from your name, your email or the name of this site is easy to guess")


def _is_common(password: str) -> bool:
    # A list of 30,000 passwords from published breaches. It is large, so it is loaded only when a password is set.
    from zxcvbn.matching import RANKED_DICTIONARIES

    return password.casefold() in RANKED_DICTIONARIES["passwords"]


def _guessable(words: tuple[str, ...]) -> set[str]:
    """The letters of each of these words, and of each part of it, such as the first name."""
    parts = {part for word in words for part in (word, *word.replace("@", " ").replace(".", " ").split())}
    return {_letters(part) for part in parts} - {""}


def _letters(text: str) -> str:
    """Only the letters, in lower case: digits and signs around a word do not make it harder to guess."""
    return "".join(char for char in text.casefold() if char.isalpha())


_hasher = PasswordHasher()


def hash_new(password: str, field: str = "password", *own_words: str) -> str:
    """Check a new password, and hash it with Argon2id. Raises Invalid, which names the field.

    `own_words` are the person's email and name, from which it must not be made.
    """
    check_new(field, password, *own_words)
    try:
        return _hasher.hash(unicodedata.normalize("NFC", password))
    except UnicodeEncodeError:
        raise Invalid(field, "Password contains a character that cannot be used") from None


@lru_cache(maxsize=1)
def _nobodys_hash() -> str:
    """A hash to compare with when there is no account or no password, so that this takes as long."""
    return _hasher.hash("nobody's password")


def enabled_user(db: Session, email: str) -> User | None:
    """The person with this email whose account is not disabled."""
    if "\0" in email:
        return None
    return db.scalar(select(User).where(User.has_email(storable_email(email)), User.disabled_at.is_(None)))


def is_password_of(user: User | None, password: str) -> bool:
    """Nobody, and somebody without a password, take as long as a wrong password. Otherwise the time would tell who has
    an account."""
    # Always made, so that the first sign-in of a process takes as long for everybody.
    nobodys = _nobodys_hash()
    stored = user.password_hash if user is not None else None
    typed = password[:MAX_PASSWORD_LENGTH]
    # Keyboards write é in two ways. Hashes of older versions are of what was typed.
    spellings = dict.fromkeys([unicodedata.normalize("NFC", typed), typed])
    return any(_is_of_hash(stored or nobodys, each) for each in spellings) and stored is not None


def _is_of_hash(stored: str, password: str) -> bool:
    try:
        return _hasher.verify(stored, password)
    except (VerifyMismatchError, InvalidHashError, UnicodeEncodeError):
        return False


def is_unchanged(db: Session, user: User) -> bool:
    """Whether the password that was checked is still this person's. It stays so until the transaction ends: otherwise
    somebody who knows an old password could sign in while it is being changed."""
    same = User.id == user.id, User.password_hash == user.password_hash, User.disabled_at.is_(None)
    return db.scalar(select(User.id).where(*same).with_for_update()) is not None


def storable_email(email: str) -> str:
    """The address that is meant. Characters that cannot be encoded are replaced: the driver of the database would raise
    an error."""
    return email_typed(email).encode("utf-8", "replace").decode()
