"""The site's secret keys, and what is derived from them.

The present key makes everything new. Former keys still work for what they made: a guest link records the id of its key,
and cookies and forms are tried with each key. See docs/keys.md.
"""

import hashlib
import hmac
import os
import secrets
import string
from base64 import urlsafe_b64encode
from functools import lru_cache
from pathlib import Path

from models.config.secret_files import MIN_SECRET_LENGTH, read_secret
from models.config.settings import Settings, settings
from models.errors import Misconfigured
from models.plumbing.ownership import give_to_owner_of_folder, make_folder

# Both files are in the data folder. `guestlink keys rotate` adds the key that it replaces to the second.
KEY_FILE = "secret_key"
FORMER_KEYS_FILE = "former_keys"
KEY_ID_LENGTH = 12
FORMER_REMEDY = (
    "Each was a key of this site, so put it there whole. One with a comma in it must stand on a line of the file that "
    "GUESTLINK_FORMER_KEYS_FILE names"
)
_LETTERS = string.digits + string.ascii_uppercase + string.ascii_lowercase


@lru_cache(maxsize=1)
def ring() -> tuple[bytes, ...]:
    """The present key, then the former ones. Read once. Raises Misconfigured if a key cannot be used."""
    return (_present(settings()), *_former(settings()))


def _present(config: Settings) -> bytes:
    key, kept = config.secret_key, kept_key_file(config)
    if not key and kept:
        key = read_secret(kept, None)
    if not key:
        raise Misconfigured("GUESTLINK_SECRET_KEY or GUESTLINK_SECRET_KEY_FILE must be set (`guestlink up` makes one)")
    return _long_enough(key, "GUESTLINK_SECRET_KEY", "Make one with: openssl rand -hex 32")


def _former(config: Settings) -> list[bytes]:
    listed, kept = config.former_keys, config.data / FORMER_KEYS_FILE
    if listed is None and kept.exists():
        listed = tuple(read_secret(kept, None, may_be_empty=True).splitlines())
    name, remedy = "each of GUESTLINK_FORMER_KEYS", FORMER_REMEDY
    return [_long_enough(key.strip(), name, remedy) for key in listed or () if key.strip()]


def _long_enough(key: str, name: str, remedy: str) -> bytes:
    if len(key) < MIN_SECRET_LENGTH:
        raise Misconfigured(f"{name} must have at least {MIN_SECRET_LENGTH} characters. {remedy}")
    return key.encode()


def kept_key_file(config: Settings) -> Path | None:
    """The file of the key that `guestlink up` made in the data folder, so that other commands find it."""
    file = config.data / KEY_FILE
    return file if file.exists() else None


def make_key(config: Settings) -> None:
    """Make the site's key, unless the settings name one or the file exists. Only the owner may read the file."""
    if config.secret_key or kept_key_file(config):
        return
    make_folder(config.data)
    descriptor = os.open(config.data / KEY_FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(48))
    give_to_owner_of_folder(config.data / KEY_FILE)


def rotate_key(config: Settings) -> None:
    """Put a new key into the data folder and add the old one to the former keys.

    Raises Misconfigured if the settings name the keys.
    """
    if config.secret_key or config.former_keys is not None:
        raise Misconfigured(
            "The keys of this site are named by settings: put the new one into GUESTLINK_SECRET_KEY and the old one "
            "into GUESTLINK_FORMER_KEYS yourself (docs/keys.md)"
        )
    former = [key.decode() for key in ring()]
    # The former keys come first. If we are stopped in between, no key is lost.
    _replace(config.data / FORMER_KEYS_FILE, "\n".join(former) + "\n")
    _replace(config.data / KEY_FILE, secrets.token_urlsafe(48))
    ring.cache_clear()


def _replace(file: Path, text: str) -> None:
    """Write the whole file or nothing, also in a power cut. Only the owner may read it."""
    new_file = file.with_suffix(".new")
    descriptor = os.open(new_file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as written:
        written.write(text)
        written.flush()
        os.fsync(descriptor)
    give_to_owner_of_folder(new_file)
    new_file.replace(file)


def derive(label: str, *parts: str | bytes, key: bytes | None = None) -> bytes:
    """256 bits that depend on the key (by default the present one), the label and the parts. Each use has its own
    label."""
    message = label.encode()
    for part in parts:
        raw = part.encode() if isinstance(part, str) else part
        # With the lengths, ("ab", "c") and ("a", "bc") give different results.
        message += len(raw).to_bytes(4, "big") + raw
    return hmac.digest(key or ring()[0], message, "sha256")


def derive_text(label: str, *parts: str | bytes, key: bytes | None = None) -> str:
    """`derive`, as 32 URL-safe characters (192 bits)."""
    return urlsafe_b64encode(derive(label, *parts, key=key)[:24]).decode()


def is_same(given: str, expected: str) -> bool:
    """Takes as long whatever is given, so its time tells nothing. A client may have given anything."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode())


def derive_letters(label: str, *parts: str | bytes, key: bytes | None = None) -> str:
    """`derive`, as 32 letters and digits (190 bits). No program takes one of them for the end of an address."""
    number = int.from_bytes(derive(label, *parts, key=key))
    letters = ""
    for _ in range(32):
        number, place = divmod(number, len(_LETTERS))
        letters += _LETTERS[place]
    return letters


def fingerprint(key: bytes | None = None) -> str:
    """What the database stores of a key, so that a changed key is noticed at the start."""
    return derive("fingerprint", key=key).hex()


def key_id(key: bytes | None = None) -> str:
    """The beginning of the key's fingerprint. A guest link records it to know which key made its token."""
    return fingerprint(key)[:KEY_ID_LENGTH]


def by_id() -> dict[str, bytes]:
    return {key_id(key): key for key in ring()}


def digest(secret: str) -> str:
    """The SHA-256 of a token or cookie, which is all that the database stores: a stolen copy of it opens nothing."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
