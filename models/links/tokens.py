"""Tokens of guest links. Each is derived from a key of the site and the link's salt, so it can be made again and need
not be stored."""

import secrets

from models.plumbing import keys

SALT_BYTES = 16


def new_salt() -> bytes:
    return secrets.token_bytes(SALT_BYTES)


def new_token(salt: bytes) -> str:
    """32 characters (contract 3.2), made with the present key. Somebody who has only the database cannot make them."""
    return keys.derive_text("guest-link", salt)


def token_of(salt: bytes, key_id: str) -> str | None:
    """The token of an existing link. None if its key is gone, as may be when only deleted links were made with it."""
    key = keys.by_id().get(key_id)
    return None if key is None else keys.derive_text("guest-link", salt, key=key)


def url_of(salt: bytes, key_id: str, base_url: str) -> str | None:
    token = token_of(salt, key_id)
    return None if token is None else f"{base_url}/g/{token}"
