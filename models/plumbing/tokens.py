"""Guest link tokens: derived from the site's key and the row's salt, so that an owner can copy one again."""

import secrets

from models.plumbing import keys

SALT_BYTES = 16


def new_salt() -> bytes:
    return secrets.token_bytes(SALT_BYTES)


def token_of(salt: bytes) -> str:
    """192 bits, URL-safe. A dump of the database without the key gives none of it."""
    return keys.derive_text("guest-link", salt)


def url_of(salt: bytes, base_url: str) -> str:
    return f"{base_url}/g/{token_of(salt)}"
