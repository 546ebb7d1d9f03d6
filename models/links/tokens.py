"""Tokens of guest links. Each is derived from a key of the site and the link's salt, so it can be made again and need
not be stored."""

import secrets

from models.plumbing import keys
from models.tables import GuestLink
from models.tables.token_alphabet import TokenAlphabet

SALT_BYTES = 16


def new_salt() -> bytes:
    return secrets.token_bytes(SALT_BYTES)


def salts_of_form(media_id: int, form_id: str) -> list[bytes]:
    """The salts that the link made by this form can have. A new link gets the first one. The others are those of former
    keys, for a form that was sent before the key was replaced."""
    parts = str(media_id), form_id
    return [keys.derive("link-form", *parts, key=key)[:SALT_BYTES] for key in keys.ring()]


def new_token(salt: bytes) -> str:
    """32 letters and digits (contract 3.2), made with the present key. Somebody who has only the database cannot make
    them."""
    return keys.derive_letters("guest-link", salt)


def token_of(link: GuestLink) -> str | None:
    """The token of an existing link. None if its key is gone, as may be when only deleted links were made with it."""
    key = keys.by_id().get(link.key_id)
    if key is None:
        return None
    derive = keys.derive_letters if link.token_alphabet == TokenAlphabet.LETTERS else keys.derive_text
    return derive("guest-link", link.token_salt, key=key)


def url_of(link: GuestLink, base_url: str) -> str | None:
    token = token_of(link)
    return None if token is None else f"{base_url}/g/{token}"
