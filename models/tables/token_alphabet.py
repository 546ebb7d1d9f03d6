"""The alphabets of link tokens."""

from enum import StrEnum


class TokenAlphabet(StrEnum):
    """What a token is written in. It stays as it was when the link was made, so its address never changes."""

    LETTERS = "letters"
    # Older links. Chat programs lose a `-` or `_` at the end of an address.
    BASE64URL = "base64url"
