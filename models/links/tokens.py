"""Guest link tokens: derived from one of the site's keys and the row's salt, so that an owner can copy one again."""

import secrets

from models.plumbing import keys

SALT_BYTES = 16


def new_salt() -> bytes:
    return secrets.token_bytes(SALT_BYTES)


def new_token(salt: bytes) -> str:
    """192 bits, URL-safe, by the present key. A dump of the database without the key gives none of it."""
    return keys.derive_text("guest-link", salt)


def token_of(salt: bytes, key_id: str) -> str | None:
    """The same again. None when the key that made it has left the ring, which only deleted links allow."""
    key = keys.by_id().get(key_id)
    return None if key is None else keys.derive_text("guest-link", salt, key=key)


def url_of(salt: bytes, key_id: str, base_url: str) -> str | None:
    token = token_of(salt, key_id)
    return None if token is None else f"{base_url}/g/{token}"
