"""Keys: the site's one secret, and what is derived from it, each use under a label of its own."""

import hashlib
import hmac
import os
import secrets
from base64 import urlsafe_b64encode
from functools import lru_cache
from pathlib import Path

from models.plumbing.errors import Misconfigured
from models.plumbing.settings import SHORTEST_SECRET, Settings, secret_of, settings

KEY_FILE = "secret_key"


@lru_cache(maxsize=1)
def secret_key() -> bytes:
    """The site's key, read once. Raises Misconfigured when there is none or it is too short to be one."""
    config = settings()
    file = config.secret_key_file or (None if config.secret_key else kept_key_file(config))
    key = secret_of(config.secret_key, file, "GUESTLINK_SECRET_KEY_FILE")
    if not key:
        raise Misconfigured("GUESTLINK_SECRET_KEY or GUESTLINK_SECRET_KEY_FILE must be set (`guestlink up` makes one)")
    if len(key) < SHORTEST_SECRET:
        raise Misconfigured(f"GUESTLINK_SECRET_KEY must have at least {SHORTEST_SECRET} characters")
    return key.encode()


def kept_key_file(config: Settings) -> Path | None:
    """The key that `guestlink up` made and keeps in the data folder, so that every other command finds it."""
    file = config.data / KEY_FILE
    return file if file.exists() else None


def make_key(config: Settings) -> None:
    """Make the site's key unless the operator names one or it was made before; only its owner may read it."""
    if config.secret_key or config.secret_key_file or kept_key_file(config):
        return
    config.data.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(config.data / KEY_FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(48))


def derive(label: str, *parts: str | bytes) -> bytes:
    """256 bits bound to the site's key, the label and the parts; the parts' lengths are bound too."""
    message = label.encode()
    for part in parts:
        raw = part.encode() if isinstance(part, str) else part
        message += len(raw).to_bytes(4, "big") + raw
    return hmac.digest(secret_key(), message, "sha256")


def derive_text(label: str, *parts: str | bytes) -> str:
    """`derive`, as 32 URL-safe characters (192 bits)."""
    return urlsafe_b64encode(derive(label, *parts)[:24]).decode()


def fingerprint() -> str:
    """What the database keeps of the key, so that a changed one is noticed at the start."""
    return derive("fingerprint").hex()


def digest(secret: str) -> str:
    """What is stored of a token or cookie: a stolen dump opens nothing."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
