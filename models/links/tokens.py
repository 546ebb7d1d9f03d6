"""Tokens of guest links, derived from a key of the site and the link's salt. So an owner can copy an address again."""

import secrets

from models.plumbing import keys

SALT_BYTES = 16


def new_salt() -> bytes:
    return secrets.token_bytes(SALT_BYTES)


def new_token(salt: bytes) -> str:
    """A token of 192 bits, made with the present key. It cannot be made from the database alone, without the key."""
    return keys.derive_text("guest-link", salt)


def token_of(salt: bytes, key_id: str) -> str | None:
    """The same token again. None if the key that made it was removed, as it may be when only deleted links need it."""
    key = keys.by_id().get(key_id)
    return None if key is None else keys.derive_text("guest-link", salt, key=key)


def url_of(salt: bytes, key_id: str, base_url: str) -> str | None:
    token = token_of(salt, key_id)
    return None if token is None else f"{base_url}/g/{token}"
