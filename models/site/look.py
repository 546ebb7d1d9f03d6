"""What the site looks like to guests: its name, logo, accent colour and privacy notice (contract 11.64)."""

import re
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from models.errors import Invalid, TooLarge, translatable
from models.plumbing import web_addresses
from models.plumbing.changed_fields import changed_fields
from models.plumbing.fields import clean_description, clean_name
from models.plumbing.pasted import trimmed
from models.recordings import drawing
from models.site.locks import lock_site
from models.tables import Site, SiteLogo

MAX_LOGO_BYTES = 2 * 1024**2
MAX_NOTICE_LENGTH = MAX_ADDRESS_LENGTH = 2000
TOO_LARGE = translatable("A logo must be 2 MB or smaller.")
_TYPED = re.compile("#?([0-9a-f]{3}|[0-9a-f]{6})", re.ASCII)
# As it is stored.
ACCENT = re.compile("#[0-9a-f]{6}", re.ASCII)


@dataclass(frozen=True)
class Look:
    """None: Guestlink's own. `accent` is as it was chosen, like `#0a7d6c`. `logo` is the SHA-256 of the picture."""

    name: str | None = None
    accent: str | None = None
    privacy_notice: str | None = None
    privacy_url: str | None = None
    logo: str | None = None


def look(db: Session) -> Look:
    """Sends one statement, because every page asks for it."""
    columns = Site.site_name, Site.accent, Site.privacy_notice, Site.privacy_url
    row = db.execute(select(*columns, select(SiteLogo.digest).scalar_subquery())).first()
    return Look(*row) if row else Look()


def set_look(db: Session, wanted: Look, *, shown: Look | None = None) -> bool:
    """All but the logo. The values are clean. Only what differs from `shown` is written; without it, all of it. Returns
    False if the site looks so already. Raises ChangedMeanwhile if somebody else has changed what is to be written."""
    lock_site(db)
    current = look(db)
    changes = changed_fields(values_of(current), values_of(shown or current), values_of(wanted))
    if changes:
        db.execute(update(Site).values(changes))
    return bool(changes)


def values_of(look: Look) -> dict[str, str | None]:
    """All but the logo, by the names of the columns, which are those of the form's fields."""
    return {
        "site_name": look.name,
        "accent": look.accent,
        "privacy_notice": look.privacy_notice,
        "privacy_url": look.privacy_url,
    }


def draw_logo(content: bytes) -> bytes:
    """A new PNG of an uploaded picture. Before the transaction, which would be held open meanwhile. Raises Invalid,
    which names the field `logo`, TooLarge and TooManyFiles."""
    if len(content) > MAX_LOGO_BYTES:
        raise TooLarge(TOO_LARGE)
    try:
        return drawing.logo_from_picture(content)
    except Invalid as refusal:
        raise Invalid("logo", refusal.sentence) from None


def put_logo(db: Session, png: bytes) -> bool:
    """Returns False if that is the logo already."""
    lock_site(db)
    digest = sha256(png).hexdigest()
    before = db.scalar(select(SiteLogo.digest))
    db.merge(SiteLogo(id=1, content=png, content_type="image/png", digest=digest))
    return before != digest


def remove_logo(db: Session) -> bool:
    """Returns False if there is none."""
    lock_site(db)
    return db.scalar(delete(SiteLogo).returning(SiteLogo.id)) is not None


def logo(db: Session) -> tuple[bytes, str] | None:
    """The picture and its SHA-256."""
    row = db.execute(select(SiteLogo.content, SiteLogo.digest)).first()
    return (row.content, row.digest) if row else None


def clean_site_name(raw: str) -> str | None:
    """None if blank. Raises Invalid."""
    label = translatable("Site name")
    missing = translatable("A site name needs at least one letter or digit")
    return clean_name(raw, field="site_name", label=label, missing=missing) if trimmed(raw) else None


def clean_accent(raw: str) -> str | None:
    """Like `#0a7d6c`, in small letters. None if blank. Raises Invalid."""
    typed = trimmed(raw).lower()
    found = _TYPED.fullmatch(typed)
    if not typed:
        return None
    if not found:
        raise Invalid("accent", "Enter a colour like #0a7d6c")
    digits = found[1] if len(found[1]) == 6 else "".join(2 * digit for digit in found[1])
    return f"#{digits}"


def clean_privacy_notice(raw: str) -> str | None:
    """None if blank. Raises Invalid."""
    label = translatable("Privacy notice")
    return clean_description(raw, field="privacy_notice", label=label, most=MAX_NOTICE_LENGTH) or None


def clean_privacy_url(raw: str) -> str | None:
    """None if blank. Raises Invalid."""
    typed = trimmed(raw)
    address = web_addresses.read(typed) if typed else None
    if not typed:
        return None
    if address is None or not address.is_openable or len(address.href) > MAX_ADDRESS_LENGTH:
        raise Invalid("privacy_url", "Enter an address that begins with http:// or https://")
    return address.href
