"""Finds the token in the address of a guest link, or in a one-time address, also after mail, chat or a person has
spoilt it (contract 3.39, 12.44)."""

import re
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from web.observing.guest_paths import behind

TOKEN_LENGTH = 32
# In the query of a link's address: asks for a fresh form, also from somebody who has entered (contract 3.51).
SOMEBODY_ELSE = "somebody-else"
# The address itself, and those below it that our own pages use. They are taken as they are.
RIGHT = re.compile(r"/g/[0-9A-Za-z_-]{32}(/v/.*|/language)?|/setup/[0-9A-Za-z_-]{32}")
_RUN = re.compile(r"[0-9A-Za-z_-]+")
_PERCENT = re.compile(rb"%[0-9A-Fa-f]{2}")
# The two slashes of `https://` may have become one on the way. Without a bound, a path of 100,000 letters would take a
# minute.
_SECOND_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]{0,30}://|https?:/", re.IGNORECASE)


class Spoilt(NamedTuple):
    # `g` or `setup`.
    word: str
    # What stands behind it, decoded.
    tail: str


def spoilt(raw_path: str) -> Spoilt | None:
    """None for a right address, and for addresses of other pages.

    `raw_path` is the path as it was sent. Characters above U+00FF do not occur in it.
    """
    if RIGHT.fullmatch(raw_path):
        return None
    path = _decoded(raw_path)
    tails = ((word, behind(word, path)) for word in ("g", "setup"))
    return next((Spoilt(word, tail) for word, tail in tails if tail is not None), None)


def holds_second_address(tail: str) -> bool:
    return _SECOND_ADDRESS.search(tail) is not None


def candidate(tail: str) -> str | None:
    """The only token that this can be. None if there are too few characters, or a letter or digit follows."""
    run = _RUN.match(tail)
    token, following = (run[0][:TOKEN_LENGTH], run[0][TOKEN_LENGTH:]) if run else ("", "")
    return token if len(token) == TOKEN_LENGTH and not following[:1].isalnum() else None


def _decoded(raw_path: str) -> str:
    """Percent-encoding is taken away at most twice: some programs encode an address that is encoded already."""
    raw = unquote_to_bytes(raw_path.encode("latin-1", "replace"))
    if _PERCENT.search(raw):
        raw = unquote_to_bytes(raw)
    # A byte that is not UTF-8 is a character of Latin-1, as old programs write it.
    text = raw.decode("utf-8", "surrogateescape")
    return re.sub("[\udc80-\udcff]", lambda byte: chr(ord(byte[0]) - 0xDC00), text)
