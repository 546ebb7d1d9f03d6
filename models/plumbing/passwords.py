"""What a new password must be: long enough, and none that is guessed first. No rules of composition (ASVS 6.2)."""

from models.plumbing.errors import Invalid

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
